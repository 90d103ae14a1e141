"""Loaded before the settings: tests run in the demonstration mode on a data folder of their own."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("RANPE_DEMO", "1")
if "RANPE_DATA_DIR" not in os.environ:
    folder = tempfile.mkdtemp(prefix="ranpe-tests-")
    os.environ["RANPE_DATA_DIR"] = folder
    # Workers inherit the folder; whoever made it takes it away.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
