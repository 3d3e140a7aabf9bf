"""A utility: says its arguments, fails, sleeps, or tells where it is."""

import os
import sys
import time

arguments = sys.argv[1:]
if arguments[:1] == ["fail"]:
    print("it went wrong", file=sys.stderr)
    sys.exit(int(arguments[1]))
if arguments[:1] == ["sleep"]:
    time.sleep(float(arguments[1]))
if arguments[:1] == ["where"]:
    print(os.getcwd())
print(arguments)
print("token:", os.environ.get("SHOW_SECRET"), file=sys.stderr)
