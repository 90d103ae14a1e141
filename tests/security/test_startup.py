"""What an installation refuses to start with; the sentence names the setting, never its value."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.services import create_person
from ranpe import preflight

KEY = "k3y-" + "q9" * 40
PASSWORD = "kata-sandi-layanan"
GOOD = {
    "RANPE_DEMO": "0",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "ranpe.example",
    "CSRF_TRUSTED_ORIGINS": "https://ranpe.example",
    "DATABASE_URL": f"postgres://ranpe:{PASSWORD}@db.example/ranpe",
    "REDIS_URL": f"redis://:{PASSWORD}@redis.example:6379/0",
    "EMAIL_URL": f"smtp+tls://ranpe:{PASSWORD}@mail.example:587/",
    "RANPE_ANTIVIRUS": "clamd://antivirus.example:3310",
}
# What is changed in the good configuration (empty: left out), and the setting that is named.
BAD = {
    "no key": ({"SECRET_KEY": ""}, "SECRET_KEY"),
    "a short key": ({"SECRET_KEY": "pendek-pendek-pendek"}, "SECRET_KEY"),
    "a key of Django's": ({"SECRET_KEY": "django-insecure-" + "q9" * 40}, "SECRET_KEY"),
    "the key of the demonstration": (
        {"SECRET_KEY": "demonstration-only-" + "x" * 50},
        "SECRET_KEY",
    ),
    "a short earlier key": ({"SECRET_KEY_FALLBACKS": "pendek-pendek-pendek"}, "SECRET_KEY"),
    "debugging": ({"DEBUG": "1"}, "DEBUG"),
    "no hosts": ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
    "every host": ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    "no origins": ({"CSRF_TRUSTED_ORIGINS": ""}, "CSRF_TRUSTED_ORIGINS"),
    "a plain origin": ({"CSRF_TRUSTED_ORIGINS": "http://ranpe.example"}, "CSRF_TRUSTED_ORIGINS"),
    "no database server": ({"DATABASE_URL": ""}, "DATABASE_URL"),
    "mail that is only printed": ({"EMAIL_URL": ""}, "EMAIL_URL"),
    "mail in the clear": (
        {"EMAIL_URL": f"smtp://ranpe:{PASSWORD}@mail.example:587/"},
        "EMAIL_URL",
    ),
    "an option that no mail setting has": (
        {"EMAIL_URL": f"smtp://ranpe:{PASSWORD}@mail.example:587/?tls=True"},
        "EMAIL_URL",
    ),
    "Redis without a password": ({"REDIS_URL": "redis://redis.example:6379/0"}, "REDIS_URL"),
    "data among the pages": ({"RANPE_DATA_DIR": "static/data"}, "RANPE_DATA_DIR"),
    "a trusted proxy without a name": ({"RANPE_BEHIND_PROXY": "1"}, "RANPE_PROXIES"),
    "a proxy that is no address": ({"RANPE_PROXIES": "proxy.example"}, "RANPE_PROXIES"),
    "data open to all": ({"RANPE_DATA_DIR": "open"}, "RANPE_DATA_DIR"),
    "no word on antivirus": ({"RANPE_ANTIVIRUS": ""}, "RANPE_ANTIVIRUS"),
    "nobody who answers for no antivirus": (
        {"RANPE_ANTIVIRUS": "none-accepted-by= "},
        "RANPE_ANTIVIRUS",
    ),
    "an antivirus without its port": (
        {"RANPE_ANTIVIRUS": "clamd://pendek-pendek"},
        "RANPE_ANTIVIRUS",
    ),
    "an antivirus at no port": ({"RANPE_ANTIVIRUS": "clamd://pendek-pendek:x"}, "RANPE_ANTIVIRUS"),
}
# How cookies, HTTPS and the second factor stand wherever the demonstration mode is off.
SAFE = {
    "SECOND_FACTOR": True,
    "SESSION_COOKIE_NAME": "__Host-session",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_DOMAIN": None,
    "SESSION_COOKIE_PATH": "/",
    "CSRF_COOKIE_NAME": "__Host-csrf",
    "CSRF_COOKIE_SECURE": True,
    "CSRF_COOKIE_SAMESITE": "Lax",
    "CSRF_COOKIE_DOMAIN": None,
    "CSRF_COOKIE_PATH": "/",
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
}
GOOD_ANTIVIRUS = ["unix:/run/clamav/clamd.ctl", "none-accepted-by=Kepala Bagian contoh"]


def loading(
    changes: dict[str, str], folder: Path, asked: Iterable[str] = ("DEBUG",)
) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of its own, print those `asked` for; how that ended."""
    places = {"": folder, "static/data": settings.BASE_DIR / "static", "open": folder / "open"}
    (folder / "open").mkdir(mode=0o755)
    folder.chmod(0o700)
    given = GOOD | {"RANPE_DATA_DIR": ""} | changes
    given["RANPE_DATA_DIR"] = str(places[given["RANPE_DATA_DIR"]])
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    told = "import json, sys; from django.conf import settings"
    told += "; print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}))"
    return subprocess.run(
        [sys.executable, "-c", told, *asked],
        cwd=settings.BASE_DIR,
        env=kept
        | {"DJANGO_SETTINGS_MODULE": "ranpe.settings"}
        | {k: v for k, v in given.items() if v},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_good_configuration_starts(tmp_path: Path) -> None:
    ended = loading({}, tmp_path)

    assert (ended.returncode, ended.stderr) == (0, "")


def test_outside_the_demonstration_cookies_https_and_second_factor_are_on(tmp_path: Path) -> None:
    ended = loading({}, tmp_path, SAFE)

    assert json.loads(ended.stdout) == SAFE


@pytest.mark.parametrize("said", GOOD_ANTIVIRUS)
def test_a_socket_or_a_name_is_also_an_answer_about_antivirus(said: str, tmp_path: Path) -> None:
    ended = loading({"RANPE_ANTIVIRUS": said}, tmp_path)

    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("case", BAD)
def test_a_bad_configuration_is_refused_by_the_name_of_its_setting(
    case: str, tmp_path: Path
) -> None:
    changes, name = BAD[case]

    ended = loading(changes, tmp_path)

    said = ended.stderr.rpartition("ImproperlyConfigured: ")[2]
    assert ended.returncode == 1
    assert [line for line in said.splitlines() if not line.startswith(name)] == []
    assert all(value not in ended.stderr for value in (KEY, PASSWORD, "pendek-pendek"))


def test_a_database_with_sample_accounts_is_refused(db: None) -> None:
    create_person("seseorang@ranpe.example", "Seseorang", is_sample=True)

    faults = preflight.database_faults([])

    assert [fault for fault in faults if fault.startswith("RANPE_DEMO")]


def test_outside_the_demonstration_a_server_stops_on_such_a_database(
    db: None, settings: Any
) -> None:
    create_person("seseorang@ranpe.example", "Seseorang", is_sample=True)
    settings.DEMO = False

    with pytest.raises(ImproperlyConfigured, match="RANPE_DEMO"):
        preflight.refuse_unsafe_database()
