"""Loaded before the settings: tests run in the demonstration mode on a data folder of their own."""

import os
import tempfile

os.environ.setdefault("RANPE_DEMO", "1")
if "RANPE_TEST_DATA_DIR" in os.environ:
    os.environ["RANPE_DATA_DIR"] = os.environ["RANPE_TEST_DATA_DIR"]
elif "RANPE_DATA_DIR" not in os.environ:
    os.environ["RANPE_DATA_DIR"] = tempfile.mkdtemp(prefix="ranpe-tests-")
