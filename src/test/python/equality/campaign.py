"""Many random projects or catalogs beside the real Meltano; tells each kind of difference.

    campaign.py projects|catalogs COUNT [FIRST]

Exit status: 0 everything is equal, 1 something differs, 2 usage.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import both
import judged

AT_ONCE = 250


def main(arguments):
    if len(arguments) not in (2, 3) or arguments[0] not in judged.KINDS:
        print(__doc__, file=sys.stderr)
        return 2
    kind, count = arguments[0], int(arguments[1])
    first = int(arguments[2]) if len(arguments) == 3 else 0
    begin, facts, wrong = time.monotonic(), 0, {}
    for start in range(first, first + count, AT_ONCE):
        seeds = range(start, min(start + AT_ONCE, first + count))
        with tempfile.TemporaryDirectory() as folder:
            for seed, (number, found) in judged.judge(kind, seeds, Path(folder)).items():
                facts += number
                if found:
                    wrong[seed] = found
                    path, text = next(iter(found.items()))
                    print(
                        f"{kind} seed {seed}: {len(found)} differ, first {path}: {text}", flush=True
                    )
        print(f"{kind}: seeds up to {seeds[-1]}, {len(wrong)} differ", flush=True)
    bad = sum(map(len, wrong.values()))
    share = 1 - bad / max(facts, 1)
    seconds = time.monotonic() - begin
    print(
        f"{kind}: {count - len(wrong)} of {count} equal, {share:.4%} of {facts} facts, {seconds:.0f} s"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    if not both.is_there():
        sys.exit("campaign: needs tools/setup meltano, a built target/m2d.jar and ../shared")
    sys.exit(main(sys.argv[1:]))
