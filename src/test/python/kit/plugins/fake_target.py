"""A target that appends what it gets to a file and confirms each state after that.

Its configuration: `path` of the file; `fail_after` so many messages it ends with `code`; `stop_after`
so many it closes its input and sleeps; `garbage` is printed first; `pause` seconds follow each message.
"""

import json
import os
import sys
import time
from pathlib import Path


def main() -> None:
    with open(sys.argv[sys.argv.index("--config") + 1], encoding="utf-8") as file:
        config = json.load(file)
    if "garbage" in config:
        print(config["garbage"], flush=True)
    output = Path(config["path"]).open("ab")  # noqa: SIM115 - open until the process ends
    if "sleep" in config:
        time.sleep(config["sleep"])
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        output.write(line)
        time.sleep(config.get("pause", 0))
        if number == config.get("fail_after"):
            output.flush()
            print("the table is locked", file=sys.stderr, flush=True)
            os._exit(config.get("code", 1))
        if number == config.get("stop_after"):
            os.close(0)
            time.sleep(60)
        if b'"STATE"' in line:
            message = json.loads(line)
            if message.get("type") == "STATE":
                output.flush()
                print(json.dumps(message["value"]), flush=True)
    output.flush()
    os._exit(config.get("end_code", 0))


if __name__ == "__main__":
    main()
