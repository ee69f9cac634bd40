"""A month's notebooks executed through Papermill and rendered, several at a time; one failure never stops the others."""
