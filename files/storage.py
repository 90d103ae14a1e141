"""The local folder of the files: a file is there whole, or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage


def is_nearly_full(storage: Any) -> bool:
    """Whether what is left of the disk is kept for words and work; a bucket has its own room."""
    if not isinstance(storage, FileSystemStorage):
        return False
    place = Path(storage.location)
    disk = shutil.disk_usage(next(path for path in (place, *place.parents) if path.exists()))
    return disk.used * 100 >= settings.UPLOAD_DISK_PERCENT * (disk.used + disk.free)


class WholeFiles(FileSystemStorage):
    """Writes beside the place and renames; a worker killed half-way leaves no half file."""

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{secrets.token_hex(4)}.part")
        with partial.open("wb") as place:
            place.writelines(content.chunks())
            place.flush()
            os.fsync(place.fileno())
        if self.file_permissions_mode is not None:
            partial.chmod(self.file_permissions_mode)
        partial.rename(target)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: files are named by their bytes, so the same name is the same file."""
        return name
