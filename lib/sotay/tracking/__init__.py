"""What a notebook tells of a month besides its figures: standing of the indicators, why, who is late, how the plan goes, what to do next."""

from sotay.tracking.columns import column_list
from sotay.tracking.duties import late_groups, unit_duties
from sotay.tracking.events import event_months, events
from sotay.tracking.evidence import check_coverage, class_counts, class_totals, compare, idle_rules, joined, leak_words, measured, quality_matrix, repairs, repairs_note, repairs_total, share_by
from sotay.tracking.explaining import main_title, moved, moved_where, moved_words, unusual_words
from sotay.tracking.opening import open_conditions, open_fields, open_readiness, open_words
from sotay.tracking.overview import headline, row_counts, share_figure, stored_months, table_list, to_do
from sotay.tracking.plan import obstacles, plan_words, quarter_bars, status_by_unit, task_list, tasks
from sotay.tracking.points import repairs_ranked
from sotay.tracking.protection import layer_counts, layers, sharing
from sotay.tracking.reasons import indicator_words, reasons
from sotay.tracking.reminders import reminders
from sotay.tracking.restatement import restated
from sotay.tracking.standing import by_scope, common_target, course, covered, drivers, gains, no_gain, standing, target_of, trends
from sotay.tracking.submitting import due_note, handed_in, lateness, streaks, unit_totals, units

__all__ = [
    "by_scope", "check_coverage", "class_counts", "class_totals", "column_list", "common_target", "compare", "course", "covered", "drivers", "due_note", "event_months", "events", "gains", "handed_in", "headline", "idle_rules", "indicator_words", "joined", "late_groups", "lateness", "layer_counts", "layers",
    "leak_words", "main_title", "measured", "moved", "moved_where", "moved_words", "no_gain", "obstacles", "open_conditions", "open_fields", "open_readiness", "open_words", "plan_words", "quality_matrix", "quarter_bars", "reasons", "reminders", "repairs", "repairs_note", "repairs_ranked", "repairs_total", "restated",
    "row_counts", "share_by", "share_figure", "sharing", "standing", "status_by_unit", "stored_months", "streaks", "table_list", "target_of", "task_list", "tasks", "to_do", "trends", "units", "unit_duties", "unit_totals", "unusual_words",
]
