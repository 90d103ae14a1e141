"""What is done with reports: the verbs of officers, verifiers and the Secretariat."""

from progress.services.activities import (
    ActivityContent,
    outside_period,
    remove_activity,
    save_activity,
)
from progress.services.periods import close_period, lock_period, open_period, reopen_period
from progress.services.verifying import (
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
    refusal_to_write,
    remove_evidence,
    save_regional_report,
    save_report,
    submit_report,
    withdraw_report,
)

__all__ = [
    "ActivityContent",
    "ProgressContent",
    "RegionalContent",
    "RemarkText",
    "accept_report",
    "attach_evidence",
    "autosave",
    "close_period",
    "endorse_report",
    "hand_back_report",
    "lock_period",
    "open_period",
    "outside_period",
    "propose_report",
    "refusal_to_write",
    "remove_activity",
    "remove_evidence",
    "reopen_period",
    "return_report",
    "save_activity",
    "save_regional_report",
    "save_report",
    "start_review",
    "submit_report",
    "withdraw_report",
]
