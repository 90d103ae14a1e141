"""LibreOffice itself, opening a workbook and saving it again."""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

SOFFICE = "/usr/bin/soffice"
# Only a bound: a first start on a slow machine takes some ten seconds.
BOUND = 300


def as_libreoffice(data: bytes, *kinds: str) -> bytes:
    """The workbook after LibreOffice saved it as each of `kinds` in turn, and as xlsx at last."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "buku-kerja.xlsx"
        file.write_bytes(data)
        for step, kind in enumerate((*kinds, "xlsx")):
            file = _converted(file, kind, folder, folder / f"{step}")
        return file.read_bytes()


def _converted(file: Path, kind: str, folder: Path, into: Path) -> Path:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(into)]
    done = subprocess.run(
        [*command, str(file)], capture_output=True, text=True, timeout=BOUND, check=True
    )
    made = into / f"buku-kerja.{kind}"
    assert made.exists(), done.stdout + done.stderr
    return made
