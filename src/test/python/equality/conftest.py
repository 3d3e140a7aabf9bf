"""The folders of the other suites that this one uses."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
