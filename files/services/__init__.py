"""Taking files in, handing them out, and having them checked."""

from files.services.checking import check_file, check_waiting
from files.services.storing import (
    ACCEPTED,
    MAGIC,
    OFFICE,
    SHOWN,
    Unreachable,
    content_type_of,
    read_bytes,
    store_bytes,
    store_upload,
)

__all__ = [
    "ACCEPTED",
    "MAGIC",
    "OFFICE",
    "SHOWN",
    "Unreachable",
    "check_file",
    "check_waiting",
    "content_type_of",
    "read_bytes",
    "store_bytes",
    "store_upload",
]
