"""What is done with reports: the verbs of officers, verifiers and the Secretariat."""

from progress.services.activities import (
    ActivityContent,
    autosave_activity,
    discard_activity_draft,
    outside_period,
    remove_activity,
    save_activity,
)
from progress.services.answering import (
    REPAIRED,
    answer_remarks,
    remarks_of_return,
)
from progress.services.closed import (
    close_duty,
    end_closed_duty,
    record_closed_letter,
    save_closed_report,
)
from progress.services.contents import ProgressContent, RegionalContent
from progress.services.letters import (
    ClosedContent,
    LetterFacts,
    columns_of,
    confirm_record,
    content_recorded,
    mode_of_record,
    object_to_record,
    record_letter,
    refuse_record,
)
from progress.services.periods import close_period, lock_period, open_period, reopen_period
from progress.services.printed import Sheet, sheet_of
from progress.services.sheets import record_sheet, sheet_to_print
from progress.services.undoing import undo_verdict
from progress.services.verifying import (
    OnSiteCheck,
    RemarkText,
    accept_report,
    endorse_report,
    return_report,
    start_review,
)
from progress.services.writing import (
    attach_evidence,
    autosave,
    hand_back_report,
    propose_report,
    refusal_to_send,
    refusal_to_write,
    remove_evidence,
    save_regional_report,
    save_report,
    submit_report,
    withdraw_report,
)

__all__ = [
    "REPAIRED",
    "ActivityContent",
    "ClosedContent",
    "LetterFacts",
    "OnSiteCheck",
    "ProgressContent",
    "RegionalContent",
    "RemarkText",
    "Sheet",
    "accept_report",
    "answer_remarks",
    "attach_evidence",
    "autosave",
    "autosave_activity",
    "close_duty",
    "close_period",
    "columns_of",
    "confirm_record",
    "content_recorded",
    "discard_activity_draft",
    "end_closed_duty",
    "endorse_report",
    "hand_back_report",
    "lock_period",
    "mode_of_record",
    "object_to_record",
    "open_period",
    "outside_period",
    "propose_report",
    "record_closed_letter",
    "record_letter",
    "record_sheet",
    "refusal_to_send",
    "refusal_to_write",
    "refuse_record",
    "remarks_of_return",
    "remove_activity",
    "remove_evidence",
    "reopen_period",
    "return_report",
    "save_activity",
    "save_closed_report",
    "save_regional_report",
    "save_report",
    "sheet_of",
    "sheet_to_print",
    "start_review",
    "submit_report",
    "undo_verdict",
    "withdraw_report",
]
