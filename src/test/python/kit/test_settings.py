"""Layers (3.1), objects (3.3), blocks of variables (3.6), the pipeline (3.8), mappings (7.1)."""

import pytest
from builder import PROCESS, plugin, setting
from dagster_project.singer.errors import KitError
from dagster_project.singer.redact import Redactor
from dagster_project.singer.settings import resolve


def test_layers_in_their_order(built):
    (built.root / ".env").write_text("TAP_X_P1=dotenv\nTAP_X_P2=dotenv\n")
    settings = {
        "p1": {"environments": {"dev": "env"}, "value": "yml", "default": "default"},
        "p2": {"environments": {"dev": "env"}, "value": "yml", "default": "default"},
        "p3": {"environments": {"dev": "env"}, "value": "yml", "default": "default"},
        "p4": {"value": "yml", "default": "default"},
        "p5": {"default": "default"},
        "p6": {},
    }
    config = built.resolve(settings, "dev", {"TAP_X_P1": "shell"}).config
    assert config == {"p1": "shell", "p2": "dotenv", "p3": "env", "p4": "yml", "p5": "default"}
    assert built.resolve(settings, "prod").config["p3"] == "yml"
    assert built.resolve(settings).config["p3"] == "yml"


def test_null_never_wins_and_an_empty_variable_does(built):
    settings = {
        "a": {"environments": {"dev": None}, "value": "yml"},
        "b": {"value": None, "default": "default"},
        "c": {"value": "yml"},
    }
    resolved = built.resolve(settings, "dev", {"TAP_X_C": ""})
    assert resolved.config == {"a": "yml", "b": "default", "c": ""}


def test_a_reference_to_nothing_is_null_without_a_second_choice(built):
    settings = {"a": {"environments": {"dev": "$NOPE"}, "value": "yml", "default": "default"}}
    resolved = built.resolve(settings, "dev")
    assert resolved.config == {}
    assert "TAP_X_A" not in resolved.exports


def test_values_of_variables_are_not_expanded(built):
    settings = {"a": {"value": "yml"}, "b": {"value": "$TAP_X_A"}, "c": {"default": "${HOME}/c"}}
    resolved = built.resolve(settings, variables={"TAP_X_A": "$HOME"})
    assert resolved.config == {"a": "$HOME", "b": "$HOME", "c": "/home/tester/c"}


def test_two_variables_at_once_are_an_error(built):
    built.add(plugin(settings={}))
    both = {"sources": [{"variables": ["TAP_X_A", "TAP_XNS_A"]}], "exports": []}
    built.add(plugin() | {"settings": {"a": both}})
    project = built.load(TAP_X_A="1", TAP_XNS_A="1")
    with pytest.raises(KitError, match=r"extractor `tap-x`.*`TAP_X_A` and `TAP_XNS_A`"):
        resolve(project, project.plugin("extractors", "tap-x"))


def test_strict_mode_refuses_what_is_not_set(built):
    built.write("project", {"strict_variables": True})
    with pytest.raises(KitError, match=r"extractor `tap-x`.*`NOPE` is referenced but not set"):
        built.resolve({"a": {"value": "$NOPE"}})
    built.write("project", {})
    with pytest.raises(KitError, match="`NOPE`"):
        built.resolve(
            {"a": {"value": "$NOPE"}}, variables={"MELTANO_FF_STRICT_ENV_VAR_MODE": "true"}
        )


def test_objects_are_put_together_from_their_leaves(built):
    settings = {
        "o": {"kind": "object", "default": {"dd": "x", "b": "x"}},
        "o.a": {"environments": {}, "value": "x"},
        "o.b": {"environments": {"dev": "env"}, "value": "x"},
        "o.l": {"kind": "array", "environments": {"dev": [9]}, "value": [1, 2]},
        "o.d": {"custom": True, "environments": {"dev": "env"}},
    }
    dev = built.resolve(settings, "dev", {"TAP_X_O_A": "leaf"})
    assert dev.config == {"o": {"a": "leaf", "b": "env", "l": [9], "d": "env"}}
    assert dev.exports["TAP_X_O"] == '{"a": "leaf", "b": "env", "l": [9], "d": "env"}'
    assert built.resolve(settings).config == {"o": {"a": "x", "b": "x", "l": [1, 2]}}
    alone = built.resolve({"o": {"kind": "object", "default": {"dd": "x"}}})
    assert alone.config == {"o": {"dd": "x"}}
    declared = {"o": {"kind": "object"}, "o.a": {"value": "x"}}
    merged = built.resolve(declared, variables={"TAP_X_O": '{"only": {"k": 1}}'})
    assert merged.config == {"o": {"only": {"k": 1}, "a": "x"}}


def test_a_key_of_another_environment_does_not_exist(built):
    settings = {"a": {"custom": True, "environments": {"prod": "p"}}}
    assert built.resolve(settings, "dev", {"TAP_X_A": "shell"}).config == {}
    assert built.resolve(settings, "prod", {"TAP_X_A": "shell"}).config == {"a": "shell"}


def test_extras_see_the_settings_of_their_plugin(built):
    settings = {
        "token": {"value": "t"},
        "_load_schema": {"default": "$MELTANO_EXTRACTOR_NAMESPACE"},
        "_note": {"value": "$TAP_X_TOKEN/$MELTANO_EXTRACT_TOKEN"},
        "_select": {"kind": "array", "default": ["*.*"]},
    }
    resolved = built.resolve(settings, variables={"TAP_X__SELECT": '["orders.id"]'})
    assert resolved.extras == {"_load_schema": "tap_x", "_note": "t/t", "_select": ["orders.id"]}
    assert resolved.exports["MELTANO_EXTRACT__LOAD_SCHEMA"] == "tap_x"


def test_an_ancestor_is_asked_with_its_own_variables(built):
    shared = [
        {"variables": ["TAP_X_A"], "of": "tap-x"},
        {"environments": {"dev": "parent-dev $CHILD"}, "of": "tap-x"},
        {"value": "parent", "of": "tap-x"},
        {"default": "default"},
    ]
    child = {"sources": [{"variables": ["TAP_X__CHILD_A"]}, *shared], "exports": []}
    built.add(
        plugin(env={"plugin": {"RAW": "ref-${HOME}", "TAP_X_B": "from-parent"}}),
        plugin("tap-x--child", parent="tap-x", env={"plugin": {"CHILD": "c", "TAP_X_A": "own"}})
        | {"settings": {"a": child}},
    )
    project = built.load("dev")
    resolved = resolve(project, project.plugin("extractors", "tap-x--child"))
    # The child's own block does not reach the parent; the parent's reaches the child, as text.
    assert resolved.config == {"a": "parent-dev c"}
    assert resolved.process_env["RAW"] == "ref-${HOME}"
    project = built.load("dev", TAP_X_A="shell")
    assert resolve(project, project.plugin("extractors", "tap-x--child")).config == {"a": "shell"}


def test_what_a_reference_sees_in_each_block(built):
    """The table of 3.6."""
    (built.root / ".env").write_text("DOT=dot\nBOTH=dot\n")
    refs = "${SHELL_VAR}|${DOT}|${ROOT}|${ENVI}|${PLUG}"
    built.write(
        "project",
        {
            "env": {"ROOT": "root", "R": refs, "BOTH": "root"},
            "environments": {"dev": {"env": {"ENVI": "envi", "E": refs, "SAME": "environment"}}},
        },
    )
    blocks = {
        "plugin": {"PLUG": "plug", "P": refs, "SAME": "plugin"},
        "environments": {"dev": {"X": refs}},
    }
    built.add(plugin(env=blocks))
    project = built.load("dev", SHELL_VAR="shell", BOTH="shell")
    env = resolve(project, project.plugin("extractors", "tap-x")).process_env
    assert env["R"] == refs
    assert env["E"] == "shell|dot|root||"
    assert env["P"] == "|||envi|"
    assert env["X"] == "||||plug"
    assert env["SAME"] == "environment"
    assert env["BOTH"] == "root"
    project = built.load("null", SHELL_VAR="shell")
    assert resolve(project, project.plugin("extractors", "tap-x")).process_env["P"] == "||||"


def test_every_block_configures_and_beats_config(built):
    built.write("project", {"env": {"TAP_X_A": "root"}, "environments": {"dev": {}}})
    settings = {"a": {"environments": {"dev": "env"}, "value": "yml"}}
    assert built.resolve(settings, "dev", {"TAP_X_A": "shell"}).config == {"a": "root"}


def test_the_environment_of_dagster_does_not_leak(built):
    package = {"pip_url": "tap-x", "venv": "extractors/tap-x"}
    variables = {"VIRTUAL_ENV": "/dagster", "PYTHONPATH": "/dagster/lib", "M2D_VENVS": "/venvs"}
    resolved = built.resolve({}, variables=variables, package=package)
    env = resolved.process_env
    assert env["VIRTUAL_ENV"] == "/venvs/extractors/tap-x"
    assert env["PATH"] == f"/venvs/extractors/tap-x/bin:{PROCESS['PATH']}"
    assert "PYTHONPATH" not in env
    assert env["PYTHONWARNINGS"] == "once"
    assert resolved.executable == "/venvs/extractors/tap-x/bin/tap-x"
    without = built.resolve({}, variables=variables, package={})
    assert "VIRTUAL_ENV" not in without.process_env
    assert without.executable == "tap-x"


def test_a_target_sees_its_tap(built):
    built.add(plugin(settings={"_load_schema": {"default": "$MELTANO_EXTRACTOR_NAMESPACE"}}))
    schema = {"default_target_schema": {"default": "$MELTANO_EXTRACT__LOAD_SCHEMA"}}
    built.add(plugin("target-y", "loaders", settings=schema))
    project = built.load("dev")
    tap = resolve(project, project.plugin("extractors", "tap-x"))
    target = resolve(project, project.plugin("loaders", "target-y"), upstream=tap.pipeline_env())
    assert target.config == {"default_target_schema": "tap_x"}
    assert target.process_env["MELTANO_EXTRACTOR_NAME"] == "tap-x"
    assert target.pipeline_env()["TAP_X__LOAD_SCHEMA"] == "tap_x"
    assert resolve(project, project.plugin("loaders", "target-y")).config == {}


def test_a_schedule_brings_its_variables_literally(built):
    schedules = {"nightly": {"env": {"TAP_X_A": "$HOME", "MELTANO_ENVIRONMENT": "prod"}}}
    built.write("project", {"schedules": schedules})
    built.add(plugin(settings={"a": {"environments": {"prod": "p"}, "value": "yml"}}))
    project = built.load("dev")
    tap = project.plugin("extractors", "tap-x")
    resolved = resolve(project, tap, schedule="nightly")
    assert resolved.config == {"a": "$HOME"}
    assert resolved.project.environment == "prod"
    assert resolve(project, tap).config == {"a": "yml"}


def test_a_mapping_takes_the_place_of_the_mappers_configuration(built):
    (built.root / ".env").write_text("DOT=dot\n")
    built.write(
        "project", {"env": {"ROOT": "root"}, "environments": {"dev": {"env": {"ENVI": "envi"}}}}
    )
    settings = {
        "declared": {"default": "default"},
        "base": {"custom": True, "value": "dropped"},
        "both": {"custom": True, "value": "dropped", "environments": {"dev": "env"}},
        "salt": {"value": "dropped"},
    }
    written = {"salt": "$ROOT$DOT$ENVI$PLUG", "d.e": 1, "deep": {"x": "$NOPE"}}
    mapper = plugin("map-z", "mappers", settings, mappings={"hide": written})
    built.add(mapper | {"env": {"plugin": {"PLUG": "plug"}}})
    project = built.load("dev", MAP_Z_SALT="shell", MAP_Z_DECLARED="shell", MAP_Z_BASE="shell")
    found = project.plugin("mappers", "map-z")
    assert resolve(project, found, mapping="hide").config == {
        "declared": "shell",
        "both": "env",
        "salt": "rootdot",
        "d": {"e": 1},
        "deep": {"x": ""},
        "d.e": 1,
    }
    with pytest.raises(KitError, match=r"(?s)no mapping `nope`.*`hide`"):
        resolve(project, found, mapping="nope")


def test_secrets_are_read_late_and_masked(built):
    (built.output / ".env").write_text("TAP_X_TOKEN=geheim-$HOME\n")
    settings = {
        "token": {"sensitive": True, "value": {"$secret": "TAP_X_TOKEN"}},
        "other": {"sensitive": True, "value": "x/y z"},
    }
    resolved = built.resolve(settings)
    # It stands where it stood in meltano.yml, so its reference counts as it did there.
    assert resolved.config["token"] == "geheim-/home/tester"
    assert {"geheim-/home/tester", "geheim-$HOME", "x/y z"} <= resolved.secrets
    assert Redactor(resolved.secrets).text("?t=x%2Fy%20z") == "?t=***"
    assert "geheim" not in repr(resolved)
    # From a vault, it is a variable like any other.
    assert built.resolve(settings, variables={"TAP_X_TOKEN": "$v"}).config["token"] == "$v"
    (built.output / ".env").unlink()
    with pytest.raises(KitError, match="the secret `TAP_X_TOKEN` is not set"):
        built.resolve(settings)


def test_a_moved_secret_stays_below_the_dotenv_of_meltano(built):
    (built.output / ".env").write_text("TAP_X_TOKEN=moved\n")
    (built.root / ".env").write_text("TAP_X_TOKEN=dotenv\n")
    settings = {"token": {"sensitive": True, "value": {"$secret": "TAP_X_TOKEN"}}}
    assert built.resolve(settings).config == {"token": "dotenv"}
    # Also when Dagster has loaded the file into its process.
    assert built.resolve(settings, variables={"TAP_X_TOKEN": "moved"}).config == {"token": "dotenv"}


def test_commands(built):
    (built.root / "bin").mkdir()
    commands = {
        "hello": {"args": "say 'two words' $FOO ${MELTANO_ENVIRONMENT}x"},
        "empty": {"args": "--opt $NOPE"},
        "other": {"args": "", "executable": "./bin/other"},
    }
    env = {"plugin": {"FOO": "a b"}}
    resolved = built.resolve({}, "dev", commands=commands, env=env)
    assert resolved.argv("hello") == ["tap-x", "say", "two words", "a b", "devx"]
    assert resolved.argv("other") == [str(built.root / "bin" / "other")]
    assert resolved.argv() == ["tap-x"]
    with pytest.raises(KitError, match=r"command `empty`: the argument `\$NOPE` is empty"):
        resolved.argv("empty")
    with pytest.raises(KitError, match=r"(?s)no command `nope`.*`hello`, `empty`, `other`"):
        resolved.argv("nope")


def test_working_directories(built):
    assert built.resolve({}).cwd == built.root
    directory = {"working_directory": {"setting": "project_dir"}}
    settings = {"project_dir": {"value": "$MELTANO_PROJECT_ROOT/transform"}}
    assert built.resolve(settings, **directory).cwd == built.root / "transform"
    with pytest.raises(KitError, match="`project_dir` has no value"):
        _ = built.resolve({}, **directory).cwd


@pytest.mark.parametrize(
    ("process", "dotenv", "default", "active"),
    [
        ("dev", "prod", "prod", "dev"),
        (None, "prod", "dev", "prod"),
        (None, None, "prod", "prod"),
        ("", "dev", "prod", "prod"),
        ("null", "dev", "prod", None),
        (None, None, None, None),
    ],
)
def test_the_active_environment(built, process, dotenv, default, active):
    built.write("project", {"default_environment": default})
    if dotenv:
        (built.root / ".env").write_text(f"MELTANO_ENVIRONMENT={dotenv}\n")
    variables = {} if process is None else {"MELTANO_ENVIRONMENT": process}
    assert built.load(**variables).environment == active


def test_an_unknown_environment_or_plugin_names_those_there_are(built):
    built.add(plugin())
    with pytest.raises(KitError, match=r"(?s)`staging` is not.*`dev`, `prod`"):
        _ = built.load("staging").environment
    with pytest.raises(KitError, match=r"(?s)no plugin `tap-z`.*`tap-x`"):
        built.load().plugin("extractors", "tap-z")


def test_project_settings_reach_plugins_and_no_environment_reaches_them(built):
    uri = setting("x", prefix="", value="file:///${MELTANO_SYS_DIR_ROOT}/state")
    uri |= {"sources": [{"variables": ["MELTANO_STATE_BACKEND_URI"]}, uri["sources"][1]]}
    uri["exports"] = ["MELTANO_STATE_BACKEND_URI"]
    environment = {"env": {"MELTANO_STATE_BACKEND_URI": "ignored-here"}}
    built.write(
        "project", {"settings": {"state_backend.uri": uri}, "environments": {"dev": environment}}
    )
    settings = {"uri": {"value": "$MELTANO_STATE_BACKEND_URI"}}
    expected = f"file:///{built.root}/.meltano/state"
    assert built.resolve(settings).config == {"uri": expected}


def test_a_secret_of_a_schedule_is_revealed_and_masked(built):
    schedules = {
        "nightly": {"env": {"TAP_X_TOKEN": {"$secret": "M2D_NIGHTLY_TOKEN"}, "NONE": None}}
    }
    built.write("project", {"schedules": schedules})
    (built.output / ".env").write_text("M2D_NIGHTLY_TOKEN=geheim\n")
    built.add(plugin(settings={"token": {"value": "other"}}))
    project = built.load()

    resolved = resolve(project, project.plugin("extractors", "tap-x"), {}, "nightly")

    assert resolved.config["token"] == "geheim"
    assert resolved.process_env["TAP_X_TOKEN"] == "geheim"
    assert "geheim" in resolved.secrets
    (built.output / ".env").unlink()
    with pytest.raises(KitError, match="secret `M2D_NIGHTLY_TOKEN` is not set"):
        built.load().for_schedule("nightly")


def test_a_plugin_whose_name_is_no_file_name_is_found_by_what_its_file_says(built):
    built.write("extractors/tap_x", plugin("tap/x"))
    built.write("extractors/TAP-X_2", plugin("TAP-X"))
    built.add(plugin("tap-x"))
    loaded = built.load()

    assert loaded.plugin("extractors", "tap/x").name == "tap/x"
    assert loaded.plugin("extractors", "TAP-X").name == "TAP-X"
    assert [p.name for p in loaded.plugins("extractors")] == ["TAP-X", "tap-x", "tap/x"]
    with pytest.raises(KitError, match="Known extractors: `TAP-X`, `tap-x`, `tap/x`"):
        loaded.plugin("extractors", "tap-y")
