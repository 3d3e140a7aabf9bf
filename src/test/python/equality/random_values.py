"""Values and YAML text for random projects: what people write, and what the rules trip over."""

import json


class Raw(str):
    """Text that goes into the YAML file as it is."""


VARIABLES = ["FOO", "BAR", "lower", "Mixed_1", "EMPTY", "TAP_A_HOST", "TARGET_X_HOST", "UNDEFINED"]
REFERENCES = [
    "$FOO",
    "${FOO}",
    "${lower}",
    "$lower",
    "$Mixed_1",
    "${Mixed_1}",
    "pre-${BAR}-post",
    r"\$FOO",
    r"\${FOO} $BAR",
    "$FOO$BAR",
    "${FOO}${UNDEFINED}",
    "$UNDEFINED",
    "${UNDEFINED}",
    "${EMPTY}",
    "$$FOO",
    "${FOO:-x}",
    "$MELTANO_PROJECT_ROOT/data",
    "$MELTANO_ENVIRONMENT",
    "${MELTANO_EXTRACTOR_NAMESPACE}",
    "$MELTANO_EXTRACT__LOAD_SCHEMA",
    "$MELTANO_EXTRACT_HOST",
    "${TAP_A_HOST}",
    "$TARGET_X_HOST",
    "$MELTANO_LOADER_NAME",
    "$HOME/x",
]
TEXTS = [
    "hello",
    "two words",
    "",
    " padded ",
    "ünïcode ✓",
    "yes",
    "true",
    "False",
    "null",
    "0",
    "12",
    " 7 ",
    "1.50",
    "1e3",
    "a,b",
    '["x", 1]',
    '{"k": "v"}',
    "{'k': True}",
    "['a', 2]",
    "[",
    "3 days ago",
    "yesterday",
    "2024-01-02",
    "2024-01-02T03:04:05Z",
    "one",
    "two",
    "line\nbreak",
    "tab\there",
    "quo'te\"s",
    "C:\\temp",
    "100%",
    "# no comment",
    "a: b",
    "*.csv",
    "!x",
    "\N{NO-BREAK SPACE}",
]
SCALARS = [
    "1", "0", "-5", "+3", "1.5", "1e3", "1E-5", "0777", "0o17", "0x1F", "0b101", "1_000", ".5",
    "5.", "12:30:45", ".inf", "-.Inf", ".nan", "123456789012345678901234567890", "1.0", "100.",
    "6.02e+23", "0.1", "1e16", "12345678.9", "2024-01-02", "2024-01-02T03:04:05Z", "2024-1-2",
    "2024-01-02 03:04:05.678 +02:00", "2001-12-14t21:59:43.10-05:00", "2024-01-02 03:04:05",
    "~", "null", "Null", "", "true", "True", "TRUE", "false", "yes", "off", "y", "=", "-0", "08",
    "1__0", "-.5", "+.5e1", "1e400", "0.0", "-0.0", "'it''s'",
    '"\\u00e9\\t"', "plain text # comment", '"# text"', "!!int 7", "!!float 3", "!!bool true",
    "0x_F", "1,000", "9.99.9", "1-2", "-", "--- x", "@x".replace("@", "a@"), "é", "NaN", "inf",
    "0.30000000000000004", "3.0e0", "1e22", "1e-7", "123e4", "0o8", "-0x10", "+12e03", "12e03.5",
]  # fmt: skip
# What settings named start_date are given: Meltano hands other words to a library for dates of
# all languages, which reads a date into "one" and "Ünï".
DATES = [
    "2024-01-02", "2024-01-02T03:04:05Z", "3 days ago", "yesterday", "today", "in 2 weeks",
    "2021/01/01", "01/02/2021", "13/02/2021", "2021.03.04", "2021-1-2", "2021-01", "2021",
    "Jan 2, 2021", "2 January 2021", "2021-01-02 03:04", "2021/01/02 03:04:05", "1h ago",
    "3 days", "1 month, 2 days ago", "1609459200", "last week", "next month", "now", "hello",
    "2021-01-02 03:04:05+02:00", "", "a month ago", Raw("2024-01-02"), Raw("2024-01-02T03:04:05Z"),
    Raw("2024-01-02 03:04:05.678"), Raw("2024-01-02T03:04:05.5+02:00"), Raw("null"),
]  # fmt: skip
BLOCKS = ["|\n{}line one\n{}line two\n", ">-\n{}folded\n{}text\n", "|-\n{}kept\n{}\n{}end\n"]


def scalar(rng):
    """Any single value."""
    pick = rng.random()
    if pick < 0.3:
        return rng.choice(REFERENCES)
    if pick < 0.6:
        return rng.choice(TEXTS)
    if pick < 0.95:
        return Raw(rng.choice(SCALARS))
    return Raw("BLOCK" + rng.choice(BLOCKS))


def value(rng, keys, depth=0):
    """A value that may be nested, with names of `keys` as its keys."""
    pick = rng.random()
    if depth < 3 and pick < 0.16:
        return mapping(rng, keys, depth + 1)
    if depth < 3 and pick < 0.28:
        return [value(rng, keys, depth + 2) for _ in range(rng.randrange(4))]
    return scalar(rng)


def mapping(rng, keys, depth=0):
    """A mapping of a few keys."""
    names = rng.sample(keys, min(len(keys), rng.randrange(4)))
    return {name: named(rng, name, keys, depth) for name in names}


def named(rng, name, keys, depth=0):
    """A value for a setting of that name."""
    return rng.choice(DATES) if name == "start_date" else value(rng, keys, depth)


def dump(node, indent=0):
    """The YAML text of plain Python values, with `Raw` kept as it is."""
    pad = "  " * indent
    if isinstance(node, dict) and node:
        return "".join(f"{pad}{_key(k)}:{_below(v, indent)}" for k, v in node.items())
    if isinstance(node, list) and node:
        return "".join(f"{pad}-{_below(v, indent)}" for v in node)
    return pad + _inline(node) + "\n"


def _key(key):
    return key if isinstance(key, Raw) else _inline(key)


def _below(node, indent):
    if isinstance(node, dict | list) and node:
        return "\n" + dump(node, indent + 1)
    if isinstance(node, Raw) and node.startswith("BLOCK"):
        pad = "  " * (indent + 1)
        return " " + node[5:].replace("{}", pad)
    return " " + _inline(node) + "\n"


def _inline(node):
    if isinstance(node, Raw):
        return str(node)
    if isinstance(node, str):
        plain = node.replace("_", "").replace("-", "").isalpha() and node.isascii()
        odd = node.lower() in {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
        if plain and not odd and not node.startswith("-"):
            return node
        # JSON is YAML, but for a few characters that both escape.
        return json.dumps(node, ensure_ascii=len(node) % 2 == 0)
    return json.dumps(node)
