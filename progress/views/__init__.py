"""The screens of those who report and of those who check."""

from progress.views.activities import (
    activity,
    activity_add,
    activity_add_autosaved,
    activity_autosaved,
)
from progress.views.closed import closed
from progress.views.closed import path as closed_path
from progress.views.compiling import (
    begin_institution_report,
    compile_report,
    compiled_file,
    cover,
    institution_report,
    institution_reports,
)
from progress.views.coordinating import (
    coordination,
    coordination_export,
    hand_on,
    unit_deadline,
)
from progress.views.exports import archive_export, queue_export, reports_export
from progress.views.extending import time, time_decline, time_for_all, time_grant, times
from progress.views.files import evidence, preview, public_copy, shown
from progress.views.joint import joint_narrative
from progress.views.letters import (
    letter,
    letter_confirm,
    letter_object,
    letter_refuse,
    letters,
    record,
    scan,
)
from progress.views.lists import archive, queue, reports, shortcuts
from progress.views.many import nil_many, send_many
from progress.views.receipts import receipt
from progress.views.reminding import remind, unremind
from progress.views.sending import check, hand_back, propose, submit, withdraw
from progress.views.sheets import paper_form, sheet, sheet_pdf
from progress.views.verifying import accept, desk, endorse, give_back, start, undo
from progress.views.workbooks import download, workbook, workbook_compare
from progress.views.writing import autosaved, edit

__all__ = [
    "accept",
    "activity",
    "activity_add",
    "activity_add_autosaved",
    "activity_autosaved",
    "archive",
    "archive_export",
    "autosaved",
    "begin_institution_report",
    "check",
    "closed",
    "closed_path",
    "compile_report",
    "compiled_file",
    "coordination",
    "coordination_export",
    "cover",
    "desk",
    "download",
    "edit",
    "endorse",
    "evidence",
    "give_back",
    "hand_back",
    "hand_on",
    "institution_report",
    "institution_reports",
    "joint_narrative",
    "letter",
    "letter_confirm",
    "letter_object",
    "letter_refuse",
    "letters",
    "nil_many",
    "paper_form",
    "preview",
    "propose",
    "public_copy",
    "queue",
    "queue_export",
    "receipt",
    "record",
    "remind",
    "reports",
    "reports_export",
    "scan",
    "send_many",
    "sheet",
    "sheet_pdf",
    "shortcuts",
    "shown",
    "start",
    "submit",
    "time",
    "time_decline",
    "time_for_all",
    "time_grant",
    "times",
    "undo",
    "unit_deadline",
    "unremind",
    "withdraw",
    "workbook",
    "workbook_compare",
]
