"""Plugins of random projects: entries, definitions, lock files, extras."""

from random_values import REFERENCES, Raw, mapping, named, scalar, value

NAMES = {
    "extractors": ["tap-a", "tap-b", "tap_c", "tap-a--child", "tap-A.b", "tap-lock"],
    "loaders": ["target-x", "target-y", "target-x--child", "target-lock"],
    "mappers": ["map-m", "map-n"],
    "utilities": ["util-u", "dbt-postgres", "tap-a", "airflow"],
    "transformers": ["dbt", "dbt-x"],
    "orchestrators": ["airflow", "orch"],
    "transforms": ["tr-t"],
    "files": ["files-f"],
}
KEYS = ["host", "port", "api_key", "db.name", "db", "with-dash", "UPPER", "files", "deep.x.y",
        "deep", "start_date", r"esc\.dot", "x", "y", "name", "a", "list"]  # fmt: skip
KINDS = ["string", "integer", "boolean", "decimal", "email", "password", "oauth",
         "options", "file", "array", "object", "hidden", None, None]  # fmt: skip
PIPS = ["tap-a", "git+https://example.com/x.git@v1", "./plugins/x -e .", "tap-a==1.0 extra~=2",
        "-e .", "$FOO", "${TAP_VERSION}", "", "meltano-map-transform~=0.3 ; python_version > '3'"]  # fmt: skip
PATTERNS = ["*.*", "users.*", "users.email", "!users.email", "orders", "!orders.*", "*.id",
            "users.address.city", r"a\.b.c", "$FOO.*", "u?ers.[ab]*", "!*.secret", "${UNDEFINED}"]  # fmt: skip
COMMANDS = ["run", "--flag x", "$FOO run", "${UNDEFINED}", "a 'b c' \"d e\"", "--x=$BAR --y", "",
            r"a\ b", "--project-dir ${MELTANO_PROJECT_ROOT}", "x # y", "$TAP_A_HOST"]  # fmt: skip
CAPABILITIES = ["catalog", "discover", "state", "properties", "about", "stream-maps", "nonsense"]


def env_block(rng):
    """An `env:` mapping, sometimes with what configures a plugin or is no text."""
    names = ["FOO", "BAR", "lower", "STACKED", "TAP_A_HOST", "TARGET_X_HOST", "MELTANO_EXTRACT_HOST",
             "TAP_A_DB_NAME", "TAP_A__SELECT", "DB_NAME", "EMPTY", "TAP_A__LOAD_SCHEMA"]  # fmt: skip
    found = {}
    for name in rng.sample(names, rng.randrange(1, 4)):
        pick = rng.random()
        found[name] = rng.choice(REFERENCES) if pick < 0.6 else f"v-{rng.randrange(9)}"
        if pick > 0.96:
            found[name] = Raw(rng.choice(["5", "true", "1.5", "null"]))
    if rng.random() < 0.3:
        found["STACKED"] = "${STACKED}" + str(rng.randrange(9))
    return found


def setting(rng, names):
    """A setting definition."""
    found = {"name": rng.choice(names)}
    date = found["name"] == "start_date"
    kind = rng.choice(["date_iso8601", "string", None] if date else KINDS)
    if kind:
        found["kind"] = kind
    if kind == "options":
        options = [{"value": o, "label": "L"} for o in rng.sample(["one", "two", 12, "12"], 3)]
        found["options"] = options
    if rng.random() < 0.45:
        found["value"] = named(rng, found["name"], KEYS)
    if rng.random() < 0.15 and not date:
        found["aliases"] = rng.sample(["alias1", "alias.two", "host", "x"], rng.randrange(1, 3))
    if rng.random() < 0.15:
        found["env"] = rng.choice(["FOO", "CUSTOM_VAR", "BAR"])
    if rng.random() < 0.06 and not date:
        found["env_aliases"] = rng.sample(["FOO", "!BAR", "OLD_NAME"], 1)
    if rng.random() < 0.12:
        found["sensitive"] = rng.random() < 0.7
    if rng.random() < 0.08:
        found["hidden"] = True
    if rng.random() < 0.1:
        found["value_processor"] = rng.choice(["nest_object", "stringify"])
    if rng.random() < 0.12:
        found["value_post_processor"] = (
            "parse_date" if date else rng.choice(["stringify", "nest_object"])
        )
    if rng.random() < 0.1:
        found["description"] = "text"
    return found


def settings(rng):
    """A list of definitions with different names."""
    return [setting(rng, [name]) for name in rng.sample(KEYS, rng.randrange(5))]


def commands(rng):
    """A `commands:` mapping in both spellings."""
    found = {}
    for name in rng.sample(["build", "run", "test", "bad-one", "clean"], rng.randrange(1, 4)):
        text = rng.choice(COMMANDS)
        found[name] = text
        if rng.random() < 0.5:
            found[name] = {"args": text}
            if rng.random() < 0.4:
                found[name]["executable"] = rng.choice(
                    ["other", "./bin/x.sh", "/usr/bin/env", "$FOO"]
                )
            if rng.random() < 0.3:
                found[name]["description"] = "does it"
    return found


def extras(rng, kind):
    """Keys that Meltano takes for extras."""
    found = {}
    if kind == "extractors":
        choices = {
            "select": lambda: rng.sample(PATTERNS, rng.randrange(1, 4)),
            "metadata": lambda: _rules(rng, {"replication-key": "id"}),
            "schema": lambda: _rules(rng, {"type": "string"}),
            "select_filter": lambda: rng.sample(["users", "!orders", "u*"], 1),
            "load_schema": lambda: scalar(rng),
            "catalog": lambda: "catalog.json",
            "state": lambda: "$FOO/state.json",
            "use_cached_catalog": lambda: Raw(rng.choice(["false", "true", "no", "0"])),
            "log_parser": lambda: "x",
        }
    elif kind == "loaders":
        choices = {"dialect": lambda: scalar(rng), "target_schema": lambda: scalar(rng)}
    elif kind == "transforms":
        choices = {"vars": lambda: mapping(rng, KEYS), "package_name": lambda: "p"}
    elif kind == "files":
        choices = {"update": lambda: {"a.txt": True, "b/*.md": rng.random() < 0.5}}
    else:
        choices = {}
    choices |= {"unknown_key": lambda: value(rng, KEYS), "vars": lambda: mapping(rng, KEYS)}
    for name in rng.sample(sorted(choices), min(len(choices), rng.choice([0, 0, 1, 1, 2, 3]))):
        found[name] = choices[name]()
    return found


def _rules(rng, leaf):
    streams = rng.sample(["users", "*", "or?ers", "a.b"], rng.randrange(1, 3))
    return {s: rng.choice([dict(leaf), {"email": dict(leaf)}, {"x": {"y": 1}}]) for s in streams}


def plugin(rng, kind, name, others):
    """An entry of meltano.yml, and the lock files to write for it by path."""
    entry, locks = {"name": name}, {}
    definition = rng.random()
    if others and definition < 0.3:
        entry["inherit_from"] = rng.choice(others)
        if rng.random() < 0.15:
            entry["variant"] = "v1"
    elif definition < 0.65:
        entry["namespace"] = rng.choice([name.replace("-", "_"), "ns", "tap_a", "Odd-NS"])
    else:
        variant = rng.choice(["v1", "v2", None])
        if variant:
            entry["variant"] = variant
        if rng.random() < 0.8:
            path = f"plugins/{kind}/{name}--{variant or 'default'}.lock"
            locks[path] = lock(rng, kind, name, variant or "default")
        if rng.random() < 0.1:
            locks[f"plugins/{kind}/{name}--other.lock"] = lock(rng, kind, name, "other")
    optional = {
        "pip_url": lambda: rng.choice(PIPS),
        "executable": lambda: rng.choice(["exe", "./bin/tap.py", "../x", "/opt/x"]),
        "python": lambda: rng.choice(["python3.11", Raw("3.10"), "/usr/bin/python"]),
        "label": lambda: "Label",
        "capabilities": lambda: rng.sample(CAPABILITIES, rng.randrange(4)),
        "settings": lambda: settings(rng),
        "config": lambda: mapping(rng, KEYS),
        "env": lambda: env_block(rng),
        "commands": lambda: commands(rng),
        "annotations": lambda: {"vendor": {"x": 1}},
        "requires_meltano": lambda: rng.choice([">=3", "<3", "~=4.0"]),
        "description": lambda: "text",
        "settings_group_validation": lambda: [["host", "port"]],
    }
    chance = {"config": 0.75, "settings": 0.4, "pip_url": 0.5, "capabilities": 0.4, "env": 0.25,
              "commands": 0.5 if kind not in ("extractors", "loaders") else 0.15}  # fmt: skip
    for key, make in optional.items():
        if rng.random() < chance.get(key, 0.08):
            entry[key] = make()
    entry |= extras(rng, kind)
    if kind == "mappers" and rng.random() < 0.9:
        entry["mappings"] = [
            {"name": n, "config": mapping(rng, KEYS)}
            for n in rng.sample(["hash", "rename", "mask", "twice"], rng.randrange(1, 3))
        ]
    items = list(entry.items())
    if rng.random() < 0.3:
        rng.shuffle(items)
    return dict(items), locks


def lock(rng, kind, name, variant):
    """A lock file's content; texts of YAML's odd kinds mean nothing in JSON."""
    found = {
        "plugin_type": kind,
        "name": name,
        "namespace": rng.choice([name.replace("-", "_"), "lock_ns"]),
        "variant": variant,
        "label": "Locked",
        "docs": "https://example.com",
        "repo": "https://example.com/repo",
        "pip_url": rng.choice(PIPS),
        "capabilities": rng.sample(CAPABILITIES, rng.randrange(4)),
        "settings": settings(rng),
    }
    if rng.random() < 0.3:
        found["executable"] = "locked-exe"
    if rng.random() < 0.3:
        found["commands"] = commands(rng)
    if rng.random() < 0.2:
        found["select"] = rng.sample(PATTERNS, 2)
    if rng.random() < 0.15:
        found["metadata"] = {"*": {"replication-method": "FULL_TABLE"}}
    if rng.random() < 0.1:
        found["env"] = {"LOCKED": "1"}
    if rng.random() < 0.1:
        found["settings_group_validation"] = [["host"]]
    if rng.random() < 0.1:
        found["python"] = "python3.9"
    return found
