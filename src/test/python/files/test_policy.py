"""files.yaml."""

from pathlib import Path

import pytest
from dagster_project.files.model import Mode
from dagster_project.files.policy import FilesConfig, Policy
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project

DATA = {"environments": {"dev": {}, "prod": {}}}


def config(folder: Path, text: str | None) -> FilesConfig:
    if text is not None:
        (folder / "files.yaml").write_text(text)
    return FilesConfig.load(
        Project(root=folder, output=folder, data=DATA, environ={}, own_dotenv={})
    )


def test_without_a_file_everything_is_as_with_meltano(tmp_path):
    policy = config(tmp_path, None).policy("a", "dev")
    assert policy == Policy()
    assert (policy.mode, policy.after_load) == (Mode.AS_MELTANO, "keep")
    assert (policy.archive, policy.settle_seconds) == (None, None)


def test_the_importer_wins_over_the_environment_and_that_over_the_defaults(tmp_path):
    found = config(
        tmp_path,
        """
        defaults: {mode: strict, settle_seconds: 1, archive: one}
        environments: {prod: {archive: /srv/two, settle_seconds: 2}}
        importers: {a: {settle_seconds: 3}}
        """,
    )
    prod = found.policy("a", "prod")
    assert (prod.mode, str(prod.archive), prod.settle_seconds) == (Mode.STRICT, "/srv/two", 3)
    assert str(found.policy("a", "dev").archive) == "one"
    assert found.policy("b", "prod").settle_seconds == 2
    assert found.policy("b", None).settle_seconds == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("defaults: {mod: strict}", r"`defaults\.mod`: Extra inputs"),
        ("defaults: {mode: lax}", r"`defaults\.mode`: Input should be 'as-meltano'"),
        (
            "importers: {a: {retention_days: 0}}",
            r"`importers\.a\.retention_days`: .*greater than or equal to 1",
        ),
        (
            "environments: {live: {}}",
            "`environments` has `live`.*\nIts environments: `dev`, `prod`",
        ),
        ("notifications: [{channel: pager}]", r"`notifications\.0`: .*'log', 'email', 'webhook'"),
        (
            "notifications: [{channel: webhook}]",
            r"`notifications\.0\.webhook\.url`: Field required",
        ),
        ("schema_version: 2", "`schema_version`: Input should be 1"),
        ("[", "is no YAML"),
        ("- a", "`the file`: "),
    ],
)
def test_what_it_cannot_say(tmp_path, text, message):
    with pytest.raises(KitError, match=message):
        config(tmp_path, text)


def test_a_folder_in_its_place(tmp_path):
    (tmp_path / "files.yaml").mkdir()
    with pytest.raises(KitError, match="cannot be read: Is a directory"):
        config(tmp_path, None)
