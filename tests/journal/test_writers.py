"""Writers of the journal do not wait for each other, and the chain takes in who comes late."""

from __future__ import annotations

import threading
from datetime import datetime

from django.db import connection, transaction

from journal import chain
from journal.models import EntrySeal
from journal.services import record_entry
from journal.verification import verify


def test_an_open_transaction_holds_up_neither_writers_nor_seals(
    triggers_lifted: None, now: datetime
) -> None:
    written, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record_entry(None, "sample", "yang lambat", by=None, at=now)
            written.set()
            may_end.wait(30)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert written.wait(30)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
    quick = record_entry(None, "sample", "yang cepat", by=None, at=now)
    sealed_meanwhile = chain.seal_waiting()
    may_end.set()
    writer.join()
    sealed_after = chain.seal_waiting()

    assert (sealed_meanwhile, sealed_after, verify()) == (1, 1, [])
    rows = EntrySeal.everything.order_by("sequence").select_related("entry")
    assert [row.entry.sentence for row in rows] == ["yang cepat", "yang lambat"]
    assert rows[1].entry_id < quick.pk
