"""A mapper: drops the streams in `drop`, renames those in `rename`, ends after `fail_after` lines."""

import json
import os
import sys


def main() -> None:
    with open(sys.argv[sys.argv.index("--config") + 1], encoding="utf-8") as file:
        config = json.load(file)
    for number, line in enumerate(sys.stdin, 1):
        message = json.loads(line)
        name = message.get("stream")
        if name in config.get("drop", []):
            continue
        if name in config.get("rename", {}):
            message["stream"] = config["rename"][name]
        print(json.dumps(message))
        if number == config.get("fail_after"):
            sys.stdout.flush()
            print("the mapper gives up", file=sys.stderr, flush=True)
            os._exit(config.get("code", 3))


if __name__ == "__main__":
    main()
