"""Stands in for `meltano` in the tests of the runner switch: notes how it was called."""

import json
import os
import sys
from pathlib import Path

with Path(os.environ["FAKE_MELTANO_CALLS"]).open("a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\n")
