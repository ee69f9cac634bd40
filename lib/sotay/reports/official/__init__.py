"""The month's official documents: one document model, written as Word and PDF by Nghị định 30/2020, the annex workbook, the leader's page, reminders."""
