"""What is wrong with some of the random projects."""

from random_values import Raw


def _known(project):
    """The plugins by type; another change may have put something else there."""
    plugins = project.get("plugins")
    return plugins if isinstance(plugins, dict) else {}


def _first(project, rng):
    kinds = [k for k, v in _known(project).items() if isinstance(v, list) and v]
    return _known(project)[rng.choice(kinds)][0] if kinds else {}


def _set(part, key, *values):
    def change(rng, project, _files):
        target = project
        if part == "plugin":
            target = _first(project, rng)
        elif part:
            target = rng.choice(project.get(part) or [{}])
        chosen = rng.choice(values)
        # What another change has put there may be no mapping.
        if isinstance(target, dict):
            target[key] = chosen

    return change


def _plugins(key, *values):
    def change(rng, project, _files):
        chosen = rng.choice(values)
        if isinstance(project.setdefault("plugins", {}), dict):
            project["plugins"][key] = chosen

    return change


def _twice(part):
    def change(rng, project, _files):
        items = project.get(part)
        if items:
            items.append({**items[0], "annotations": {"x": 1}})

    return change


def _cycle(_rng, project, _files):
    if isinstance(project.setdefault("plugins", {}), dict):
        project["plugins"]["extractors"] = [
            {"name": "tap-a", "inherit_from": "tap-b"},
            {"name": "tap-b", "inherit_from": "tap-a"},
        ]


def _twice_plugin(rng, project, _files):
    for entries in _known(project).values():
        if isinstance(entries, list) and entries and isinstance(entries[0], dict):
            entries.append(
                {"name": entries[0]["name"], "namespace": "second", "config": {"host": "2"}}
            )


def _file(name, *texts):
    def change(rng, project, files):
        project.setdefault("include_paths", [name])
        files[name] = rng.choice(texts)

    return change


def _drop(part, key):
    def change(rng, project, _files):
        for item in project.get(part) or []:
            item.pop(key, None)

    return change


def _mapping_name(rng, project, _files):
    named = [p for v in _known(project).values() for p in v if isinstance(p, dict)]
    names = [p["name"] for p in named]
    for plugin in named:
        mappings = plugin.get("mappings")
        for mapping in mappings if isinstance(mappings, list) else ():
            if isinstance(mapping, dict):
                mapping["name"] = rng.choice(names)


def _environment_nulls(rng, project, _files):
    environments = project.get("environments")
    for environment in environments if isinstance(environments, list) else ():
        config = environment.get("config") if isinstance(environment, dict) else None
        plugins = config.get("plugins") if isinstance(config, dict) else None
        for entries in plugins.values() if isinstance(plugins, dict) else ():
            if isinstance(entries, list) and entries:
                name = rng.choice(["FOO", "TAP_A_HOST", "STACKED"])
                entries[0]["env"] = {name: NULL, "BAR": "$FOO"}


NULL = Raw("null")
VARIANTS = [
    {"name": "v1", "settings": [{"name": "a", "value": 1}], "select": ["a.b"]},
    {"name": "v2", "original": True, "capabilities": ["state"], "commands": {"x": "y"}},
]
BREAKS = [
    _set("plugin", "config", NULL, 5, "text", [], {}, [1]),
    _set("plugin", "settings", NULL, [], {}, ["host"], [{"name": "host", "kind": "nonsense"}]),
    _set("plugin", "settings", [{"name": "a"}, {"name": "a", "kind": "integer"}], [{}]),
    _set("plugin", "env", NULL, [], "FOO", {"A": NULL}, {"A": [1]}, {"A": {"b": 1}}),
    _set("plugin", "capabilities", NULL, "catalog", [1, "discover"], {}, 5),
    _set("plugin", "commands", NULL, [], {"x": 5}, {"x": NULL}, {"x": {"nonsense": 1}}, {"x": []}),
    _set(
        "plugin", "commands", {"x": {"args": 5}}, {"x": {"executable": "y"}}, {"x": {"args": NULL}}
    ),
    _set("plugin", "select", "users.*", NULL, 5, {}, ["users.*", 5], [NULL]),
    _set("plugin", "metadata", NULL, [], "text", {"users": 5}),
    _set("plugin", "name", "a:b", NULL, ""),
    _set("plugin", "inherit_from", "absent", NULL, ""),
    _set("plugin", "namespace", NULL, "", 5, 0, Raw("true"), Raw("2024-01-02")),
    _set("plugin", "variant", NULL, "", "original", 5, 0, Raw("1.50"), Raw("false")),
    _set("plugin", "variants", NULL, [], [{"name": "v1", "pip_url": "x"}], VARIANTS),
    _set("plugin", "pip_url", NULL),
    _set("plugin", "executable", NULL, ""),
    _set("plugin", "requires_meltano", ">=99", "nonsense", NULL),
    _set("plugin", "mappings", NULL, [], {}, [{"name": "x"}], [{"config": {}}], [5]),
    _set("plugin", "label", NULL),
    _set("plugin", "python", NULL, 5),
    _set(None, "plugins", NULL, {}, []),
    _set(None, "jobs", NULL, [], {}, "text", [5]),
    _set(None, "schedules", NULL, [], {}),
    _set(None, "environments", NULL, [], {}, ["dev"]),
    _set(None, "env", NULL, [], "x", {"A": NULL}, {"A": 5, "B": True, "C": 1.5, "D": [1]}),
    _set(None, "version", 2, "1"),
    _set(None, "requires_meltano", ">=99", "nonsense", NULL),
    _set(None, "default_environment", NULL, 5, "", "$FOO"),
    _set(None, "include_paths", NULL, "inc", [5], ["/abs/*"], ["../x"], ["[a"]),
    _plugins("models", NULL, [], [{"name": "m"}]),
    _plugins("extractors", NULL, [], {}, [NULL], [5], ["tap-a"]),
    _plugins("Extractors", [{"name": "m"}]),
    _plugins(
        "mappings", [], [{"name": "m", "namespace": "m", "config": {"a": 1}}], [{"name": "hash"}]
    ),
    _mapping_name,
    _environment_nulls,
    _set("jobs", "tasks", NULL, "", [], 5, [5], [NULL], [["a", ["b"]]], [[]], "tap-a"),
    _set("jobs", "nonsense", 1, NULL),
    _set("jobs", "annotations", {"x": 1}),
    _drop("jobs", "tasks"),
    _drop("jobs", "name"),
    _drop("schedules", "interval"),
    _drop("schedules", "transform"),
    _drop("schedules", "name"),
    _set("schedules", "interval", NULL, 5, Raw("2024-01-01")),
    _set("schedules", "job", NULL, "", "daily"),
    _set("schedules", "transform", NULL, "", "nonsense"),
    _set("schedules", "env", NULL, [], {"A": NULL}, {"A": 5}),
    _set("environments", "name", "a:b", NULL, ""),
    _set("environments", "nonsense", 5),
    _set(
        "environments", "config", NULL, {}, [], {"plugins": NULL}, {"plugins": {"extractors": NULL}}
    ),
    _set("environments", "config", {"plugins": {"models": [{"name": "x"}]}}, {"other": 1}),
    _set("environments", "env", NULL, {"A": NULL}, {"A": 5}, [], {"A": [1]}),
    _set("environments", "state_id_suffix", NULL, "", 5, 0, Raw("true"), ["a"]),
    _twice("jobs"),
    _twice("schedules"),
    _twice("environments"),
    _twice_plugin,
    _cycle,
    _file(
        "inc/x.yml", "", "[]\n", "5\n", "plugins:\n", "env: {FOO: inc}\n", "jobs: {}\n", "# only\n"
    ),
    _file("inc/x.yml", "schedules: []\n", "environments:\n- name: dev\n", "a: 1\n---\nb: 2\n"),
]


def apply(rng, project, files):
    """Change one thing, or two."""
    for change in rng.sample(BREAKS, rng.choice([1, 1, 2])):
        change(rng, project, files)


def text(rng, written):
    """Change the text of the file itself."""
    changes = [
        lambda t: "\ufeff" + t,
        lambda t: "%YAML 1.1\n---\n" + t,
        lambda t: "%YAML 1.2\n---\n" + t,
        lambda t: "---\n" + t + "...\n",
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t + "env: {A: 1}\nenv: {B: 2}\n",
        lambda t: "x: &x {a: 1}\ny: {<<: *x, b: 2}\n" + t,
        lambda t: t + "tabbed:\n\tvalue: 1\n",
        lambda t: t + "? complex\n: value\n",
        lambda t: t + "s: !!set {a, b}\n",
        lambda t: t + "extra_key: {a: [1, {b: null}]}\n",
        lambda t: t + "---\nsecond: document\n",
        lambda t: t + "b: !!binary aGVsbG8=\n",
        lambda t: t + "o: !!omap [a: 1, b: 2]\n",
        lambda t: t + "c: !custom {a: 1}\n",
        lambda t: t + 'latin: "\udce9"\n',
        lambda t: t + "[1, 2]: list key\n",
    ]
    return rng.choice(changes)(written)
