"""Reading reports: rows, tasks, queues."""

from progress.queries.checking import (
    QueueRow,
    by_risk,
    queue_rows,
    regional_reports_awaiting,
    reports_awaiting,
    verifiers_of,
)
from progress.queries.rows import (
    as_read_by,
    mode_of,
    receipts_of,
    regional_reports_with_parts,
    regional_reports_written_by,
    report_before,
    reports_with_parts,
    reports_written_by,
    shown_evidence,
    with_what_was_sent,
)
from progress.queries.tasks import (
    SOON_DAYS,
    Task,
    TaskGroup,
    TaskList,
    TaskSection,
    deadline_tone,
    task_list,
)

__all__ = [
    "SOON_DAYS",
    "QueueRow",
    "Task",
    "TaskGroup",
    "TaskList",
    "TaskSection",
    "as_read_by",
    "by_risk",
    "deadline_tone",
    "mode_of",
    "queue_rows",
    "receipts_of",
    "regional_reports_awaiting",
    "regional_reports_with_parts",
    "regional_reports_written_by",
    "report_before",
    "reports_awaiting",
    "reports_with_parts",
    "reports_written_by",
    "shown_evidence",
    "task_list",
    "verifiers_of",
    "with_what_was_sent",
]
