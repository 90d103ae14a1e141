"""Hal yang perlu perhatian: explainable rules over a period's reports, each with what to do.

Pure functions, like the metric engine: rows in, findings out. The thresholds are data
(`PlanRules`). Idea of reasons instead of a score: peers brief 4.10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pillars.models import PlanRules, Status
from progress.figures import contradicted_by
from ranpe.kit.formats import number, percent


class RadarRule(models.TextChoices):
    """The rules, in the order in which they are read."""

    WITHOUT_OWNER = "without_owner", _("Aksi tanpa penanggung jawab")
    VACANT = "vacant", _("Jabatan pengirim kosong")
    BLOCKING = "blocking", _("Satu K/L menahan beberapa aksi")
    STALLED = "stalled", _("Mandek dua periode")
    CONTRADICTION = "contradiction", _("Status tidak sesuai capaian")
    FALLING = "falling", _("Dinyatakan baik, capaian turun")
    REPEATED = "repeated", _("Sama dengan periode lalu")
    QUEUE = "queue", _("Antrean verifikasi lewat batas")


@dataclass(frozen=True)
class Reading:
    """What one report of a period says; `value` only where it has been sent, cumulative in the
    year, in the indicator's unit; `percent` is the claimed achievement."""

    is_sent: bool
    is_late: bool
    is_nil: bool
    year: int
    status: str = ""
    value: Decimal | None = None
    percent: Decimal | None = None


@dataclass(frozen=True)
class Watched:
    """One duty to report, as the rules look at it: this period, and the two before it.

    `repeated_share` is how much of the text (in whole per cent) stood in the last report;
    `same_files` counts files that were evidence in the last period too.
    """

    plan_code: str
    action_code: str
    pillar_number: int
    owner: str
    now: Reading
    before: Reading | None = None
    earlier: Reading | None = None
    is_closed: bool = False
    repeated_share: int = 0
    same_files: int = 0
    waits_since: date | None = None
    waits_for_chair: bool = False
    has_sender: bool = True


@dataclass(frozen=True)
class Orphan:
    """A scheduled action for which no institution is responsible."""

    plan_code: str
    action_code: str
    pillar_number: int


@dataclass(frozen=True)
class Finding:
    """One thing that needs a look: which rule, about what, why, whose, and what to do.

    `owner` is empty where nobody has it; `action_code` where it is about an institution.
    """

    rule: RadarRule
    reason: str
    owner: str
    remedy: str
    plan_code: str = ""
    action_code: str = ""
    pillar_numbers: frozenset[int] = field(default_factory=frozenset)


def findings(
    watched: Sequence[Watched], orphans: Iterable[Orphan], rules: PlanRules, today: date
) -> list[Finding]:
    """Everything that the rules find, in the order of the rules and the codes."""
    found = [_without_owner(row) for row in orphans]
    found += _vacant(watched)
    found += _blocking(watched, rules)
    for row in watched:
        found += [hit for rule in _OF_ONE_REPORT if (hit := rule(row, rules)) is not None]
    found += _queues(watched, rules, today)
    order = list(RadarRule)
    return sorted(found, key=lambda row: (order.index(row.rule), row.action_code, row.owner))


def _without_owner(row: Orphan) -> Finding:
    return Finding(
        RadarRule.WITHOUT_OWNER,
        _now("Aksi dijadwalkan dalam periode ini, tetapi tidak ada K/L penanggung jawabnya."),
        "",
        _now("Sekretariat menetapkan penanggung jawab melalui impor matriks."),
        row.plan_code,
        row.action_code,
        frozenset({row.pillar_number}),
    )


def _by_owner(watched: Iterable[Watched]) -> dict[str, list[Watched]]:
    grouped: dict[str, list[Watched]] = {}
    for row in watched:
        grouped.setdefault(row.owner, []).append(row)
    return grouped


def _vacant(watched: Sequence[Watched]) -> list[Finding]:
    grouped = _by_owner(row for row in watched if not row.has_sender and not row.now.is_sent)
    return [
        Finding(
            RadarRule.VACANT,
            _now(
                "Tidak ada pejabat yang dapat mengirim, sedangkan %(count)s laporan belum terkirim."
            )
            % {"count": number(len(rows))},
            owner,
            _now("Minta instansi menetapkan pejabat, Plt., atau Plh. dengan nomor SK."),
            pillar_numbers=frozenset(row.pillar_number for row in rows),
        )
        for owner, rows in grouped.items()
    ]


def _blocking(watched: Sequence[Watched], rules: PlanRules) -> list[Finding]:
    """An institution that alone is late on several actions whose other institutions have sent."""
    of_action: dict[str, list[Watched]] = {}
    for row in watched:
        of_action.setdefault(row.action_code, []).append(row)
    held: list[Watched] = []
    for rows in of_action.values():
        missing = [row for row in rows if not row.now.is_sent]
        if len(rows) > 1 and len(missing) == 1 and missing[0].now.is_late:
            held += missing
    return [
        Finding(
            RadarRule.BLOCKING,
            _now("Hanya laporan instansi ini yang masih kurang pada %(count)s aksi: %(codes)s.")
            % {
                "count": number(len(rows)),
                "codes": ", ".join(sorted(row.action_code for row in rows)),
            },
            owner,
            _now("Hubungi koordinator K/L; satu kiriman menyelesaikan semuanya."),
            pillar_numbers=frozenset(row.pillar_number for row in rows),
        )
        for owner, rows in _by_owner(held).items()
        if len(rows) >= rules.blocked_actions_from
    ]


def _stalled(row: Watched, _rules: PlanRules) -> Finding | None:
    if row.before is None or row.is_closed:
        return None
    if not (_is_still(row.now, row.before) and _is_still(row.before, row.earlier)):
        return None
    return _about(
        row,
        RadarRule.STALLED,
        _now("Dua periode berturut-turut tanpa kemajuan: nihil, tidak dilaporkan, atau angkanya "
             "tetap."),
        _now("Bahas hambatannya dalam rapat Pokja dan sepakati langkah serta tanggalnya."),
    )  # fmt: skip


def _is_still(now: Reading, before: Reading | None) -> bool:
    """Whether a period brought nothing that can be seen."""
    if not now.is_sent:
        return now.is_late
    if now.is_nil:
        return True
    if before is None or before.year != now.year:
        return False
    return now.value is not None and now.value == before.value


def _contradiction(row: Watched, rules: PlanRules) -> Finding | None:
    """The claim does not fit the figures."""
    reason = contradiction(row.now.status, row.now.percent, rules) if row.now.is_sent else ""
    if not reason:
        return None
    return _about(
        row,
        RadarRule.CONTRADICTION,
        reason,
        _now("Periksa realisasi dan data dukungnya, atau kembalikan pada bidang status."),
    )


def contradiction(claimed: str, achieved: Decimal | None, rules: PlanRules) -> str:
    """In words how a claimed status and the achieved per cent contradict each other, if so."""
    computed = contradicted_by(claimed, achieved, rules)
    if computed is None:
        return ""
    words = {
        "claimed": Status(claimed).label,
        "computed": computed.label,
        "percent": percent(achieved),
    }
    return (
        _now("Dinyatakan “%(claimed)s”, padahal %(percent)s dari target berarti “%(computed)s”.")
        % words
    )


def _falling(row: Watched, rules: PlanRules) -> Finding | None:
    now, before = row.now, row.before
    if before is None or now.percent is None or before.percent is None or not now.is_sent:
        return None
    if now.status not in (Status.ACHIEVED, Status.ON_TRACK):
        return None
    if before.percent - now.percent < rules.fall_from:
        return None
    words = {
        "status": Status(now.status).label,
        "now": percent(now.percent),
        "before": percent(before.percent),
    }
    return _about(
        row,
        RadarRule.FALLING,
        _now("Dinyatakan “%(status)s”, tetapi capaian turun dari %(before)s menjadi %(now)s.")
        % words,
        _now("Tanyakan penyebabnya dan minta kendala (Form D) diisi."),
    )


def _repeated(row: Watched, rules: PlanRules) -> Finding | None:
    if not row.now.is_sent or row.now.is_nil:
        return None
    reasons = []
    if row.repeated_share >= rules.same_text_from:
        reasons.append(
            _now("%(share)s%% uraian sama dengan periode lalu.") % {"share": row.repeated_share}
        )
    if row.same_files:
        reasons.append(
            _now("%(count)s berkas data dukung sama dengan periode lalu.")
            % {"count": number(row.same_files)}
        )
    if not reasons:
        return None
    return _about(
        row,
        RadarRule.REPEATED,
        " ".join(reasons),
        _now("Minta uraian dan data dukung yang menunjukkan kegiatan periode ini."),
    )


def _about(row: Watched, rule: RadarRule, reason: str, remedy: str) -> Finding:
    return Finding(
        rule,
        reason,
        row.owner,
        remedy,
        row.plan_code,
        row.action_code,
        frozenset({row.pillar_number}),
    )


_OF_ONE_REPORT: tuple[Callable[[Watched, PlanRules], Finding | None], ...] = (
    _stalled,
    _contradiction,
    _falling,
    _repeated,
)


def _queues(watched: Sequence[Watched], rules: PlanRules, today: date) -> list[Finding]:
    """Reports that wait for a verifier or a chair longer than the plan's rules allow."""
    waiting: dict[tuple[int, bool], list[int]] = {}
    for row in watched:
        if row.waits_since is None:
            continue
        days = (today - row.waits_since).days
        if days > rules.stuck_after_days:
            waiting.setdefault((row.pillar_number, row.waits_for_chair), []).append(days)
    return [_queue(pillar, for_chair, days, rules) for (pillar, for_chair), days in waiting.items()]


def _queue(pillar: int, for_chair: bool, days: list[int], rules: PlanRules) -> Finding:
    words = {
        "count": number(len(days)),
        "limit": number(rules.stuck_after_days),
        "most": number(max(days)),
    }
    who = _now("Ketua Pokja %(pillar)s") if for_chair else _now("Verifikator Pokja %(pillar)s")
    return Finding(
        RadarRule.QUEUE,
        _now("%(count)s laporan menunggu lebih dari %(limit)s hari; yang terlama %(most)s hari.")
        % words,
        who % {"pillar": pillar},
        _now("Bagi ulang antrean atau adakan sesi verifikasi."),
        pillar_numbers=frozenset({pillar}),
    )
