"""Drafting official letters: with the list of what is owed, in words that can be changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.access import in_office
from accounts.models import Position, Role
from institutions.models import GOVERNMENT, Institution, Kind, SekberRole
from journal.services import Change, record_entry
from pillars.models import Period
from pillars.queries import working_days_after
from ranpe.kit.clock import day_of
from ranpe.kit.formats import long_day, number
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from workgroups.access import keeps_letters
from workgroups.models import Letter, LetterItem, LetterKind, LetterTemplate
from workgroups.models.letter_texts import PLACES
from workgroups.queries import living_letters, office_with, template_of

DRAFTED = _("konsep surat dibuat")
CHANGED = _("konsep surat diubah")
REWORDED = _("naskah baku surat diubah")
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class OwedItem:
    """One report that an institution owes, as its letter lists it."""

    code: str
    title: str
    due_on: date
    standing: str


@dataclass(frozen=True)
class LetterWords:
    """The words of a letter and the office that signs it, as they are typed into a draft."""

    addressee: str
    subject: str
    nature: str
    place: str
    body: str
    copies: str
    signatory: Position | None


@dataclass(frozen=True)
class TemplateWords:
    """The words with which drafts of one kind begin."""

    subject: str
    nature: str
    place: str
    body: str
    copies: str
    signing_role: str
    reply_working_days: int


def keeper(by: Any) -> Any:
    """`by` in the office of the Secretariat; nobody else keeps letters."""
    if not keeps_letters(by):
        raise NotYours(_now("Hanya Sekretariat Bersama yang mengurus surat resmi."))
    return in_office(by, Role.SECRETARIAT)


def draft_letter(
    period: Period,
    institution: Institution,
    kind: str,
    owed: Sequence[OwedItem],
    *,
    by: Any,
    at: datetime,
) -> Letter:
    """Draft a letter to an institution, with the list of what it owes as it stands now.

    Raises:
        NotYours: not of the Secretariat.
        Incomplete: nothing is owed, or nobody hands a letter on to a governor.
        OutOfTurn: such a letter lives already.
    """
    by = keeper(by)
    if not owed:
        raise Incomplete(
            _now("%(institution)s tidak mempunyai laporan yang perlu disurati.")
            % {"institution": institution.short}
        )
    with transaction.atomic():
        # Two people who press at once wait for each other here; the second finds the first one's.
        Period.everything.select_for_update(of=("self",)).order_by().get(pk=period.pk)
        if living_letters(period).filter(institution=institution, kind=kind).exists():
            raise OutOfTurn(
                _now("%(letter)s kepada %(institution)s untuk periode ini sudah ada.")
                % {"letter": LetterKind(kind).label, "institution": institution.short}
            )
        letter = _begun(period, institution, kind, owed, by=by, at=at)
        LetterItem.everything.bulk_create(
            LetterItem(letter=letter, order=place, **asdict(item))
            for place, item in enumerate(owed, start=1)
        )
        change = Change(after={"kind": kind, "items": len(owed)})
        record_entry(letter, "official_letter.draft", DRAFTED, by=by, at=at, change=change)
    return letter


def _begun(
    period: Period,
    institution: Institution,
    kind: str,
    owed: Sequence[OwedItem],
    *,
    by: Any,
    at: datetime,
) -> Letter:
    is_internal = institution.sekber_role == SekberRole.LEAD
    template = template_of(kind, is_internal=is_internal)
    on = day_of(at)
    with override(settings.LANGUAGE_CODE):
        said = _places(period, institution, owed, template, on)
    return Letter.everything.create(
        period=period,
        institution=institution,
        through=_through(institution, on),
        kind=kind,
        is_internal=is_internal,
        addressee=addressee_of(institution),
        subject=_filled(template.subject, said)[:200],
        nature=template.nature,
        place=template.place,
        body=_filled(template.body, said),
        copies=template.copies,
        signatory=office_with(template.signing_role, on),
        drafted_at=at,
        drafted_by_id=by.pk,
    )


def addressee_of(institution: Institution) -> str:
    """To whom a letter is addressed: the governor of a province, else the head of the house."""
    if institution.kind == Kind.PROVINCE:
        return f"Gubernur {institution.name.removeprefix(GOVERNMENT)}"
    return f"Pimpinan {institution.name}"[:200]


def _through(institution: Institution, on: date) -> Institution | None:
    """Letters to governors go through the institution that supervises the regions."""
    if institution.kind != Kind.PROVINCE:
        return None
    office = office_with(Role.REGIONAL_SUPERVISOR, on)
    if office is None:
        raise Incomplete(
            _now(
                "Surat kepada gubernur disampaikan melalui pembina daerah; belum ada jabatan yang "
                "memegang kewenangan itu."
            )
        )
    return office.institution


def _places(
    period: Period,
    institution: Institution,
    owed: Sequence[OwedItem],
    template: LetterTemplate,
    on: date,
) -> dict[str, str]:
    first = min(item.due_on for item in owed)
    words = (
        institution.name,
        period.name,
        str(period.year),
        period.version.plan.legal_basis,
        long_day(first),
        number(len(owed)),
        long_day(on),
        long_day(working_days_after(on, template.reply_working_days)),
    )
    return dict(zip(PLACES, words, strict=True))


def _filled(text: str, said: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: said.get(found[1], found[0]), text)


def locked_letter(letter: Letter) -> Letter:
    """The letter, locked for writing."""
    rows = Letter.everything.select_for_update(of=("self",)).order_by()
    found: Letter = rows.select_related("period", "institution").get(pk=letter.pk)
    return found


def change_letter(
    letter: Letter, words: LetterWords, *, version: int, by: Any, at: datetime
) -> Letter:
    """Reword a draft; what it lists stays as it was.

    Raises:
        NotYours: not of the Secretariat.
        Incomplete: no addressee, subject or body, or a place that nothing has filled.
        OutOfTurn: it is no draft any more, or was changed elsewhere meanwhile.
    """
    by = keeper(by)
    with transaction.atomic():
        row = locked_letter(letter)
        if not row.is_draft:
            raise OutOfTurn(_now("Surat ini bukan konsep lagi dan tidak diubah."))
        if row.version != version:
            raise OutOfTurn(_now("Surat ini baru saja diubah di tempat lain. Muat ulang halaman."))
        _are_whole(words)
        before = {name: getattr(row, name) for name in vars(words)}
        for name, value in vars(words).items():
            setattr(row, name, value.strip() if isinstance(value, str) else value)
        row.version += 1
        row.save(update_fields=["version", *before])
        changed = [name for name, value in before.items() if value != getattr(row, name)]
        change = Change(after={"changed": changed})
        record_entry(row, "official_letter.change", CHANGED, by=by, at=at, change=change)
    return row


def _are_whole(words: LetterWords) -> None:
    needed = {
        _now("Isi tujuan surat."): words.addressee,
        _now("Isi hal surat."): words.subject,
        _now("Isi surat masih kosong."): words.body,
    }
    missing = tuple(sentence for sentence, text in needed.items() if not text.strip())
    if missing:
        raise Incomplete(missing[0], problems=missing)
    for text in (words.subject, words.body):
        if found := _PLACE.search(text):
            raise Incomplete(
                _now("Bagian %(place)s belum diisi; ganti dengan kata yang benar.")
                % {"place": found[0]}
            )


def save_template(
    kind: str, words: TemplateWords, *, is_internal: bool, version: int, by: Any, at: datetime
) -> LetterTemplate:
    """Change the words with which drafts of one kind begin; what is drafted already stays.

    Raises:
        NotYours: not of the Secretariat.
        Incomplete: no subject or body, or a place that no draft can fill.
        OutOfTurn: they were changed elsewhere meanwhile.
    """
    by = keeper(by)
    if not (words.subject.strip() and words.body.strip()):
        raise Incomplete(_now("Hal dan isi surat tidak boleh kosong."))
    for place in _PLACE.findall(f"{words.subject} {words.body}"):
        if place not in PLACES:
            raise Incomplete(
                _now("Tidak ada isian bernama {%(place)s}. Yang ada: %(places)s.")
                % {"place": place, "places": ", ".join(f"{{{name}}}" for name in PLACES)}
            )
    with transaction.atomic():
        rows = LetterTemplate.everything.select_for_update(of=("self",)).order_by()
        row = rows.filter(kind=kind, is_internal=is_internal).first()
        row = row or template_of(kind, is_internal=is_internal)
        if row.version != version:
            raise OutOfTurn(_now("Naskah ini baru saja diubah di tempat lain. Muat ulang halaman."))
        for name, value in vars(words).items():
            setattr(row, name, value.strip() if isinstance(value, str) else value)
        row.version += 1
        row.save()
        record_entry(row, "official_letter.reword", REWORDED, by=by, at=at)
    return row
