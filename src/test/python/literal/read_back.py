"""Reads what the writers made of hostile strings and demands the same strings.

Standard input: one JSON object a line. `utf16` holds the string as hexadecimal UTF-16 units, every other entry one written form of it.
"""

import ast
import io
import json
import os
import shlex
import sys
import tomllib

import yaml
from dotenv import dotenv_values


def original(units):
    return bytes.fromhex(units).decode("utf-16-be", "surrogatepass")


def read_yaml(text):
    return yaml.safe_load(text)


def read_dotenv(written):
    values = dotenv_values(stream=io.StringIO(f"A=1\nX={written}\nB='2'\nC=\"3\"\n"), interpolate=False)
    assert (values["A"], values["B"], values["C"]) == ("1", "2", "3"), values
    return values["X"]


def check(forms):
    text = original(forms["utf16"])
    assert ast.literal_eval(forms["python"]) == text
    assert json.loads(forms["json"]) == text
    assert read_yaml(forms["yaml"]) == text
    assert read_yaml(forms["yaml_tree"]) == {text: [text, {text: {text: text}}]}
    if "toml" in forms:
        assert tomllib.loads(f"x = {forms['toml']}")["x"] == text
    if "dotenv" in forms:
        assert read_dotenv(forms["dotenv"]) == text
    if "shell" in forms:
        assert shlex.split(forms["shell"], posix=True) == [text]
    for name in ("docstring", "short_docstring"):
        module = ast.parse(forms[name] + "\nX = 1\n")
        assert len(module.body) == 2 and isinstance(ast.get_docstring(module), str)
    comment = ast.parse(forms["comment"] + "\nX = 1\n")
    assert len(comment.body) == 1 and "\n" not in forms["comment"]


def main():
    count = 0
    for line in sys.stdin:
        forms = json.loads(line)
        try:
            check(forms)
        except Exception as error:
            os.write(2, f"{ascii(original(forms['utf16']))}: {ascii(forms)}\n".encode())
            raise SystemExit(f"{type(error).__name__}: {ascii(str(error))}") from error
        count += 1
    print("read back", count)


main()
