"""Taking files in, handing them out, and having them checked."""

from files.services.checking import check_file, check_waiting
from files.services.storing import Unreachable, read_bytes, store_bytes, store_upload
from ranpe.kit.uploads import ACCEPTED, SHOWN

__all__ = [
    "ACCEPTED",
    "SHOWN",
    "Unreachable",
    "check_file",
    "check_waiting",
    "read_bytes",
    "store_bytes",
    "store_upload",
]
