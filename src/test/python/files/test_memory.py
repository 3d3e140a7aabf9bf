"""A file of any size is read in the same memory."""

import subprocess
import sys

PROGRAM = """
import sys
sys.path[:0] = {path!r}
import resource
from pathlib import Path
from dagster_project.files.discovery import look
from dagster_project.files.model import Mode, Source
from dagster_project.files.parsing import header_of, read
from dagster_project.files.validation import checked, frame_type

source = Source("rows", "rows.csv", ("c0", "c1"))

def peak(name):
    folder = Path({folder!r}, name)
    [found] = look(source, folder).candidates
    header = header_of(found, source)
    kind = frame_type(source, header, Mode.QUARANTINE)
    chunks = read(found, source, header, Mode.QUARANTINE, None)
    rows = sum(len(chunk) for chunk in checked(chunks, kind))
    return rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

small, before = peak("small")
large, after = peak("large")
print(small, large, after - before)
"""


def test_peak_memory(tmp_path):
    """After a small file has warmed everything up, a large one takes hardly more."""
    for name, count in (("small", 3), ("large", 150_000)):
        (tmp_path / name).mkdir()
        with (tmp_path / name / "rows.csv").open("w") as stream:
            stream.write(",".join(f"c{i}" for i in range(20)) + "\n")
            for n in range(count):
                stream.write(f'{n:07d},"a, b",' + ",".join(str(n + i) for i in range(18)) + "\n")
    program = PROGRAM.format(path=sys.path, folder=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert not done.stderr
    small, large, megabytes = map(int, done.stdout.split())
    assert (small, large) == (3, 150_000)
    assert megabytes < 32
    print(f"{megabytes} MB")
