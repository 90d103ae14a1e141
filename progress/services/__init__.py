"""What is done with reports: the verbs of officers, verifiers and the Secretariat."""

from progress.services.activities import (
    ActivityContent,
    outside_period,
    remove_activity,
    save_activity,
)
from progress.services.closed import (
    ClosedContent,
    close_duty,
    end_closed_duty,
    save_closed_report,
)
from progress.services.letters import (
    LetterFacts,
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
from progress.services.verifying import (
    OnSiteCheck,
    RemarkText,
    accept_report,
    endorse_report,
    return_report,
    start_review,
)
from progress.services.writing import (
    ProgressContent,
    RegionalContent,
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
    "ActivityContent",
    "ClosedContent",
    "LetterFacts",
    "OnSiteCheck",
    "ProgressContent",
    "RegionalContent",
    "RemarkText",
    "Sheet",
    "accept_report",
    "attach_evidence",
    "autosave",
    "close_duty",
    "close_period",
    "confirm_record",
    "content_recorded",
    "end_closed_duty",
    "endorse_report",
    "hand_back_report",
    "lock_period",
    "mode_of_record",
    "object_to_record",
    "open_period",
    "outside_period",
    "propose_report",
    "record_letter",
    "record_sheet",
    "refusal_to_send",
    "refusal_to_write",
    "refuse_record",
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
    "withdraw_report",
]
