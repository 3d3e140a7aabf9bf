"""Random Meltano projects with fixed seeds: the same seed, the same files."""

import json
import random

import random_breaks
import random_pipelines
from random_plugins import KEYS, NAMES, env_block, extras, plugin
from random_values import DATES, TEXTS, VARIABLES, Raw, dump, mapping, scalar

CHANCE = {"extractors": 0.95, "loaders": 0.9, "utilities": 0.5, "mappers": 0.35, "transformers": 0.3,
          "orchestrators": 0.12, "transforms": 0.12, "files": 0.1}  # fmt: skip
ENVIRONMENTS = ["dev", "prod", "staging", "Ünï", "with space"]


def write(seed, folder):
    """Write the project of a seed into `folder`; answers what else to tell the oracle."""
    rng = random.Random(seed)
    project, files = _project(rng)
    if rng.random() < 0.12:
        random_breaks.apply(rng, project, files)
    text = dump(project)
    if rng.random() < 0.02:
        text = random_breaks.text(rng, text)
    files = {"meltano.yml": text, **files}
    if rng.random() < 0.4:
        files[".env"] = dotenv(rng)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
    return {"project": str(folder), "env": process(rng)}


def _project(rng):
    project = {"version": 1} if rng.random() < 0.7 else {}
    files, names, plugins = {}, {}, {}
    for kind, chance in CHANCE.items():
        if rng.random() > chance:
            continue
        names[kind] = rng.sample(NAMES[kind], min(len(NAMES[kind]), rng.choice([1, 1, 2, 3])))
        plugins[kind] = []
        for name in names[kind]:
            entry, locks = plugin(rng, kind, name, [n for n in NAMES[kind] if n != name])
            plugins[kind].append(entry)
            files |= {path: json.dumps(_plain(lock), indent=2) for path, lock in locks.items()}
    environments = [
        _environment(rng, n, names) for n in rng.sample(ENVIRONMENTS, rng.choice([0, 1, 1, 2]))
    ]
    if environments and rng.random() < 0.6:
        project["default_environment"] = rng.choice([environments[0]["name"], "absent"])
    project |= _settings(rng)
    if rng.random() < 0.4:
        project["env"] = env_block(rng)
    if environments:
        project["environments"] = environments
    project["plugins"] = plugins
    project |= random_pipelines.jobs_and_schedules(rng, plugins)
    if rng.random() < 0.15:
        _split(rng, project, files)
    items = list(project.items())
    if rng.random() < 0.3:
        rng.shuffle(items)
    return dict(items), files


def _plain(node):
    """JSON has no odd scalars: they become what they look like, as text."""
    if isinstance(node, dict):
        return {k: _plain(v) for k, v in node.items()}
    if isinstance(node, list):
        return [_plain(v) for v in node]
    if isinstance(node, Raw):
        try:
            return json.loads(node)
        except ValueError:
            return str(node)
    return node


def _environment(rng, name, names):
    found = {"name": name}
    if rng.random() < 0.7:
        plugins = {}
        for kind, known in names.items():
            if rng.random() < 0.5:
                chosen = rng.choice([*known, "absent"])
                plugins[kind] = [_environment_plugin(rng, kind, chosen)]
        found["config"] = {"plugins": plugins}
    if rng.random() < 0.4:
        found["env"] = env_block(rng)
    if rng.random() < 0.25:
        found["state_id_suffix"] = rng.choice(["sfx", "${FOO}", "$UNDEFINED", "a-$BAR"])
    if rng.random() < 0.08:
        found["annotations"] = {"vendor": {"x": "y"}}
    return found


def _environment_plugin(rng, kind, name):
    found = {"name": name}
    if rng.random() < 0.8:
        found["config"] = mapping(rng, KEYS)
    if rng.random() < 0.3:
        found["env"] = env_block(rng)
    return found | (extras(rng, kind) if rng.random() < 0.4 else {})


def _settings(rng):
    choices = {
        "project_id": lambda: "11111111-2222-3333-4444-555555555555",
        "send_anonymous_usage_stats": lambda: Raw(rng.choice(["false", "true", "no"])),
        "elt": lambda: {"buffer_size": rng.choice([1, "2", Raw("1_000")])},
        "elt.buffer_size": lambda: 5,
        "venv": lambda: {"backend": rng.choice(["uv", "virtualenv"])},
        "python": lambda: rng.choice(["python3.11", "$FOO"]),
        "state_backend": lambda: {"uri": rng.choice(["file:///x", "s3://b/$FOO", "systemdb"])},
        "database_uri": lambda: rng.choice(["sqlite:///x.db", "postgresql://u:p@h/$BAR"]),
        "unknown_setting": lambda: scalar(rng),
        "ff": lambda: {"strict_env_var_mode": rng.random() < 0.5},
        "cli": lambda: {"log_level": rng.choice(["debug", "info"])},
        "annotations": lambda: {"vendor": {"a": 1}},
        "requires_meltano": lambda: ">=3",
        "project_readonly": lambda: True,
        "hub_url": lambda: "https://hub.example.com/",
        "include_paths": lambda: rng.choice([["absent/*.yml"], []]),
    }
    chosen = rng.sample(sorted(choices), rng.choice([0, 0, 1, 2]))
    return {name: choices[name]() for name in chosen}


def _split(rng, project, files):
    """Move parts of the project into included files."""
    project["include_paths"] = rng.choice([["inc/*.yml"], ["./inc/*.meltano.yml", "inc/*.yml"]])
    part = {}
    for key in rng.sample(["plugins", "jobs", "schedules", "environments", "env"], 2):
        if key in project and not (key == "plugins" and rng.random() < 0.3):
            part[key] = project.pop(key)
        elif key == "plugins":
            part[key] = {k: v[1:] for k, v in project[key].items() if v[1:]}
            project[key] = {k: v[:1] for k, v in project[key].items()}
    if part:
        files["inc/part.meltano.yml"] = dump(part)
    if rng.random() < 0.2:
        files["inc/more.yml"] = dump({"env": {"FOO": "included"}, "default_environment": "dev"})


def dotenv(rng):
    """The text of a `.env` file."""
    values = ["plain", "'single ${FOO}'", '"double\\n${BAR}"', "${lower:-none}", "with # comment",
              "with#hash", "", '"multi\nline"', "$FOO", " spaced ", "é", '"a\\"b"', "\\$x"]  # fmt: skip
    names = [*VARIABLES, "TAP_A_PORT", "TAP_A_DB_NAME", "NS_HOST", "MELTANO_EXTRACT_PORT",
             "TAP_A_ALIAS1", "TARGET_X_API_KEY", "TAP_A__SELECT", "MELTANO_ELT_BUFFER_SIZE"]  # fmt: skip
    lines = []
    for name in rng.sample(names, rng.randrange(1, 6)):
        lines.append(f"{rng.choice(['', '', 'export '])}{name}={rng.choice(values)}")
    if rng.random() < 0.2:
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(["# comment", "", "BARE", "= x"]))
    return "\n".join(lines) + rng.choice(["\n", ""])


def process(rng):
    """The variables of Meltano's own process."""
    names = [*VARIABLES[:-1], "TAP_A_HOST", "TAP_A_PORT", "TAP_A_DB", "TAP_A_DB_NAME", "NS_HOST",
             "TAP_A_FILES", "TAP_A__SELECT", "TAP_A__METADATA", "TARGET_X_PORT", "CUSTOM_VAR",
             "TAP_A_ALIAS1", "MELTANO_EXTRACT_HOST", "TAP_A_WITH_DASH", "TAP_A_DEEP_X_Y", "OLD_NAME",
             "TAP_A__LOAD_SCHEMA", "MELTANO_ENVIRONMENT", "MELTANO_STATE_BACKEND_URI",
             "TAP_A_ESC_DOT", "TAP_A_LIST", "DBT_HOST", "TAP_A_START_DATE"]  # fmt: skip
    chosen = rng.sample(names, rng.choice([0, 1, 2, 4]))
    plain = [t for t in TEXTS if "\0" not in t]
    return {n: rng.choice(DATES[:20] if n.endswith("DATE") else plain) for n in chosen}
