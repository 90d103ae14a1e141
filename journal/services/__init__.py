"""Writing to the journal, and the mail that tells of it."""

from journal.services.archiving import archive, archive_faults, archived_place, old_stretch
from journal.services.bundling import write_bundle
from journal.services.incidents import (
    IncidentContent,
    close_incident,
    record_incident,
    set_term,
    tell_authority,
    tell_people,
)
from journal.services.mailing import (
    MAIL_ATTEMPTS,
    Outgoing,
    gather_digests,
    is_quiet,
    mail_due,
    retry_failed_mail,
    send_waiting_mail,
)
from journal.services.reading import record_reading
from journal.services.writing import (
    UNDO_WINDOW,
    Change,
    add_remark,
    answer_remark,
    entry_of,
    mark_read,
    printed,
    record_entry,
    take_back_notices,
    take_back_remarks,
    tell,
)

__all__ = [
    "MAIL_ATTEMPTS",
    "UNDO_WINDOW",
    "Change",
    "IncidentContent",
    "Outgoing",
    "add_remark",
    "answer_remark",
    "archive",
    "archive_faults",
    "archived_place",
    "close_incident",
    "entry_of",
    "gather_digests",
    "is_quiet",
    "mail_due",
    "mark_read",
    "old_stretch",
    "printed",
    "record_entry",
    "record_incident",
    "record_reading",
    "retry_failed_mail",
    "send_waiting_mail",
    "set_term",
    "take_back_notices",
    "take_back_remarks",
    "tell",
    "tell_authority",
    "tell_people",
    "write_bundle",
]
