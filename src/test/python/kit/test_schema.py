"""The contract between generator and kit: the schemas, their examples, and what the kit makes of them."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from dagster_project.singer.project import Project
from dagster_project.singer.settings import resolve
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

REPOSITORY = Path(__file__).resolve().parents[4]
SCHEMAS = REPOSITORY / "generator" / "schema"
NAMES = ("plugin", "project", "migration")


def schema(name):
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text())


def validator(name):
    resources = [(f"{n}.schema.json", Resource.from_contents(schema(n))) for n in NAMES]
    return Draft202012Validator(schema(name), registry=Registry().with_resources(resources))


def read(path):
    return yaml.safe_load(path.read_text())


@pytest.mark.parametrize("name", NAMES)
def test_examples_keep_their_schema(name):
    Draft202012Validator.check_schema(schema(name))
    example = read(SCHEMAS / "examples" / f"{name}.yaml")
    assert [e.message for e in validator(name).iter_errors(example)] == []
    assert list(validator(name).iter_errors({**example, "schema_version": 2}))
    assert list(validator(name).iter_errors({**example, "unknown": 1}))


def test_the_expected_trees_keep_the_schemas():
    trees = sorted((REPOSITORY / "fixtures" / "projects").glob("*/expected"))
    assert trees
    for tree in trees:
        files = {path: "plugin" for path in tree.glob("plugins/*/*.yaml")}
        files |= {path: "project" for path in tree.glob("plugins/project.yaml")}
        files |= {path: "migration" for path in tree.glob("migration.yaml")}
        for path, name in files.items():
            errors = [
                f"{e.json_path}: {e.message}" for e in validator(name).iter_errors(read(path))
            ]
            assert errors == [], path


def test_the_connectors_keep_their_schema():
    body = schema("connector")
    Draft202012Validator.check_schema(body)
    connectors = sorted((REPOSITORY / "generator" / "connectors").glob("*.yaml"))
    assert connectors
    for path in connectors:
        connector = read(path)
        errors = [e.message for e in Draft202012Validator(body).iter_errors(connector)]
        assert errors == [], path
        assert list(Draft202012Validator(body).iter_errors({**connector, "unknown": 1})), path


def test_the_kit_reads_the_examples(tmp_path):
    output, root = tmp_path / "out", tmp_path / "shop"
    (output / "plugins" / "extractors").mkdir(parents=True)
    root.mkdir()
    examples = SCHEMAS / "examples"
    shutil.copy(examples / "project.yaml", output / "plugins" / "project.yaml")
    child = (examples / "plugin.yaml").read_text()
    (output / "plugins" / "extractors" / "tap-shop--eu.yaml").write_text(child)
    parent = {**yaml.safe_load(child), "name": "tap-shop", "namespace": "tap_shop", "parent": None}
    (output / "plugins" / "extractors" / "tap-shop.yaml").write_text(yaml.safe_dump(parent))
    process = {"PATH": "/bin", "MELTANO_ENVIRONMENT": "prod", "TAP_SHOP__EU_TOKEN": "geheim"}
    project = Project.load(output, root, process)
    resolved = resolve(project, project.plugin("extractors", "tap-shop--eu"))
    assert resolved.config["api_url"] == "https://eu-prod.example.com"
    assert resolved.config["token"] == "geheim"
    assert resolved.config["paging"] == {"size": 100}
    assert resolved.extras["_metadata"] == {"orders": {"replication-method": "INCREMENTAL"}}
    assert resolved.argv("ping")[1:] == ["--ping", "eu-prod"]
