"""A Singer target for the tests: appends records to the file `path`, passes the state on.

With the setting `exit_code` it ends with that after the first record.
"""

import argparse
import json
import sys
from pathlib import Path


def main() -> None:
    """Load everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True, type=Path)
    config = json.loads(parser.parse_args().config.read_text())
    state = None
    with Path(config["path"]).open("a") as file:
        for line in sys.stdin:
            message = json.loads(line)
            if message["type"] == "RECORD":
                file.write(json.dumps([message["stream"], message["record"]]) + "\n")
                if "exit_code" in config:
                    raise SystemExit(config["exit_code"])
            elif message["type"] == "STATE":
                state = message["value"]
    if state is not None:
        print(json.dumps(state), flush=True)


if __name__ == "__main__":
    main()
