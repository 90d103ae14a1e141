"""Rows of what is asked and recorded about people, for the marks of the leak test."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import GrantRequest, Position, Recovery, RecoveryKind, Role
from journal.models import Incident, LegalTerm, TermKey
from tests.people import People


def rows_about_people(people: People, at: datetime) -> None:
    """One recovery, one asked right, one incident with the term that its clock rests on."""
    Recovery.everything.create(
        person=people.operator,
        kind=RecoveryKind.FACTOR,
        reason="Ponsel hilang",
        asked_at=at,
        asked_by=people.admin,
    )
    GrantRequest.everything.create(
        position=Position.everything.all()[0],
        role=Role.AUDITOR,
        reason="Pemeriksaan tahunan",
        asked_at=at,
        asked_by=people.admin,
    )
    LegalTerm.everything.create(key=TermKey.values[0], amount=72, ground="Dasar hukum")
    Incident.everything.create(
        discovered_at=at,
        due_at=at + timedelta(days=3),
        ground="Dasar hukum",
        what="Berkas terkirim ke alamat keliru",
        affected="Dua peserta",
        remedy="Berkas ditarik",
        recorded_at=at,
        recorded_by=people.admin,
    )
