"""Stands in for `meltano` in tests: notes how it was called, and answers what it is told to."""

import json
import os
import sys
from pathlib import Path

with Path(os.environ["FAKE_MELTANO_CALLS"]).open("a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\n")

# By the first word of a command, after the options that are for all of them.
answers = json.loads(os.environ.get("FAKE_MELTANO_ANSWERS", "{}"))
sys.stdout.write(next((answers[word] for word in sys.argv[1:] if word in answers), ""))
