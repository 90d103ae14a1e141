"""The training mode: a house of its own, marked on every page and PDF; nothing leaves it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from actions.models import Action
from journal import triggers
from portal.intake import publish
from portal.models import PublishedEdition
from ranpe.kit.pdf import render
from ranpe.kit.refusals import OutOfTurn
from tests.pages.visiting import body_of, signed_in
from tests.people import People
from tests.portal.editions import an_edition

PAGES = "<!doctype html><html lang='id'><head><title>T</title></head><body>%s</body></html>"
THREE = PAGES % "<h1>Judul</h1>".join(["<p style='break-after: page'>Isi</p>"] * 3)


def test_every_page_inside_and_outside_says_that_it_is_not_real(
    people: People, settings: Any
) -> None:
    settings.TRAINING = True

    for answer in (
        signed_in(people.operator).get(reverse("home")),
        Client().get(reverse("portal:home")),
        Client().get(reverse("sign_in")),
    ):
        assert "<strong>LATIHAN</strong>" in body_of(answer)


@pytest.mark.parametrize("is_training", [True, False])
def test_the_word_stands_across_every_page_of_a_pdf(is_training: bool, settings: Any) -> None:
    settings.TRAINING = is_training
    at = datetime(2026, 7, 1, tzinfo=UTC)

    made = render(THREE, base_files={}, title="T", author="Sekretariat", created=at)

    pages = PdfReader(BytesIO(made)).pages
    assert len(pages) >= 3
    assert ["LATIHAN" in page.extract_text() for page in pages] == [is_training] * len(pages)


@pytest.mark.django_db
def test_nothing_can_be_published(settings: Any) -> None:
    settings.TRAINING = True

    with pytest.raises(OutOfTurn, match="latihan"):
        publish(an_edition(), [], datetime(2027, 3, 1, tzinfo=UTC))

    assert not PublishedEdition._base_manager.exists()


def started(changes: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """The settings as a process of its own reads them."""
    told = (
        "from ranpe import settings as s; print(s.DATABASES['default']['NAME'], s.EMAIL_BACKEND, "
        "s.CELERY_BROKER_URL, s.STORAGES['default']['BACKEND'], s.EMAIL_FILE_PATH)"
    )
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", told],
        cwd=house.BASE_DIR,
        env={**kept, "RANPE_DATA_DIR": str(folder), **changes},
        capture_output=True,
        text=True,
        check=False,
    )


REAL = {
    "DATABASE_URL": "postgres://ranpe:x@127.0.0.1/ranpe",
    "REDIS_URL": "redis://:x@127.0.0.1/0",
    "EMAIL_URL": "smtp+tls://x:y@mail.ranpe.example:587/",
    "FILES_S3_BUCKET": "berkas",
}


def test_it_knows_nothing_of_the_real_house(tmp_path: Path) -> None:
    told = started({**REAL, "RANPE_TRAINING": "1"}, tmp_path).stdout.split()

    assert told == [
        str(tmp_path / "latihan" / "ranpe.sqlite3"),
        "django.core.mail.backends.filebased.EmailBackend",
        "filesystem://localhost",
        "files.storage.WholeFiles",
        str(tmp_path / "latihan" / "mail"),
    ]


def test_the_real_database_is_refused_for_training(tmp_path: Path) -> None:
    same = {"RANPE_TRAINING": "1", "RANPE_TRAINING_DATABASE_URL": REAL["DATABASE_URL"]}

    found = started({**REAL, **same}, tmp_path)

    assert found.returncode != 0
    assert "RANPE_TRAINING_DATABASE_URL must not be the real database." in found.stderr


def test_only_the_training_house_is_thrown_away() -> None:
    with pytest.raises(CommandError, match="mode latihan"):
        call_command("training", "reset")


def test_it_is_thrown_away_and_built_anew(
    triggers_lifted: None, settings: Any, tmp_path: Path
) -> None:
    settings.TRAINING = True
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    (tmp_path / "mail").mkdir()
    User.objects.create_user("peserta@ranpe.example", "Peserta Bimtek")

    call_command("training", "reset", "--small", "--at", "2026-07-28", stdout=StringIO())

    assert not User.objects.filter(email="peserta@ranpe.example").exists()
    assert Action.everything.exists()
    assert triggers.installed() >= {"journal_entry", "journal_entryseal"}
    assert not (tmp_path / "mail").exists()
