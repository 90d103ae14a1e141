"""The object storage of the files (S3): each of its failures is an `OSError`, like a disk's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage

# A person waits at the other end: short and few attempts, then a sentence.
PATIENCE: dict[str, Any] = {
    "connect_timeout": 5,
    "read_timeout": 20,
    "retries": {"total_max_attempts": 2, "mode": "standard"},
}
# Storages other than Amazon's know neither the newer checksums nor a host name for each bucket.
PLAIN: dict[str, Any] = {
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
    "s3": {"addressing_style": "path"},
}


@contextmanager
def _as_a_disk_says_it() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as problem:
        raise OSError(str(problem)) from problem


class Bucket(S3Storage):
    """A bucket, private as its owner set it up; files are named by their bytes, as in a folder."""

    def get_default_settings(self) -> dict[str, Any]:
        """Those of the library, with the limits of our patience."""
        config = Config(**PATIENCE, **PLAIN)
        return {**super().get_default_settings(), "client_config": config}

    def _open(self, name: str, mode: str = "rb") -> Any:
        """The whole file at once, so that nothing can fail after it was opened.

        Unlike the library it tells an absent file from an absent bucket.
        """
        client = self.connection.meta.client
        with _as_a_disk_says_it():
            try:
                found = client.get_object(Bucket=self.bucket_name, Key=name)
            except client.exceptions.NoSuchKey as problem:
                raise FileNotFoundError(name) from problem
            return ContentFile(found["Body"].read(), name=name)

    def _save(self, name: str, content: Any) -> str:
        with _as_a_disk_says_it():
            return str(super()._save(name, content))

    def exists(self, name: str) -> bool:
        """Whether the bucket holds a file of this name."""
        with _as_a_disk_says_it():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        """Take a file out of the bucket; an absent one is no fault."""
        with _as_a_disk_says_it():
            super().delete(name)
