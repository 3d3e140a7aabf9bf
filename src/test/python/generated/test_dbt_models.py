"""What m2d reads of a dbt project is what dbt and dagster-dbt make of it: keys, groups, dependencies.

Dagster knows an asset by its key, so that building the manifest must not change one.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from conftest import REPOSITORY

FILES = {
    "meltano.yml": """
        plugins:
          utilities:
          - name: dbt-postgres
            namespace: dbt_postgres
            executable: dbt
            settings:
            - {name: project_dir, value: $MELTANO_PROJECT_ROOT/transform}
            - {name: profiles_dir, value: $MELTANO_PROJECT_ROOT/transform}
            commands: {run: {args: run}}
        jobs:
        - {name: models, tasks: [dbt-postgres:run]}
        """,
    "transform/profiles.yml": """
        shop:
          target: dev
          outputs:
            dev: {type: postgres, host: h, user: u, password: p, port: 5432, dbname: d, schema: s}
        """,
    "transform/dbt_project.yml": """
        name: shop
        profile: shop
        model-paths: [models, src/more]
        models:
          shop:
            marts:
              +schema: marts
              old: {+enabled: false}
              deep: {schema: deepest}
            staging:
              +schema: "{{ target.schema }}_staging"
        seeds:
          shop: {+schema: raw}
        snapshots:
          +schema: history
        """,
    "transform/models/sources.yml": """
        sources:
        - name: raw
          tables:
          - name: orders
          - {name: items, meta: {dagster: {asset_key: [shop, items]}}}
        """,
    "transform/models/marts/facts.sql": "select * from {{ ref('stg_orders') }}",
    "transform/models/marts/old/gone.sql": "select 1",
    "transform/models/marts/deep/deep.sql": "select * from {{ ref('facts') }}",
    "transform/models/marts/own.sql": "{{ config(schema='own', alias='other') }} select 1",
    "transform/models/marts/off.sql": "{{ config(\n  enabled=false) }} select 1",
    "transform/models/marts/called.sql": "select 1",
    "transform/models/marts/called.yml": """
        models:
        - name: called
          config: {schema: by_file, meta: {dagster: {group: reports}}}
        - name: keyed
          meta: {dagster: {asset_key: [a, b]}}
        """,
    "transform/models/marts/keyed.sql": "select 1",
    "transform/models/staging/stg_orders.sql": "select * from {{ source('raw', 'orders') }}",
    "transform/models/regions.sql": "select * from {{ source('raw', 'items') }}",
    "transform/src/more/sub/extra.sql": "select * from {{ ref('keyed') }}",
    "transform/seeds/regions.csv": "id\n1\n",
    "transform/snapshots/orders.sql": """
        {% snapshot orders_history %}
        {{ config(unique_key='id', strategy='check', check_cols='all') }}
        select * from {{ source('raw', 'orders') }}
        {% endsnapshot %}
        """,
}
SHOW = """
import json
from dagster_project.defs.assets.dbt_assets import dbt_postgres_models as step
print(json.dumps({
    spec.key.to_user_string(): [spec.group_name, sorted(d.asset_key.to_user_string() for d in spec.deps)]
    for spec in step.specs
}))
"""
# Jinja needs dbt: without the manifest such a schema counts as absent.
ONLY_DBT_KNOWS = {"stg_orders": "s_staging/stg_orders"}


def test_the_manifest_changes_no_key(tmp_path: Path, generate: Callable) -> None:
    source = tmp_path / "source"
    for name, text in FILES.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = text.strip("\n").splitlines()
        indent = len(lines[0]) - len(lines[0].lstrip())
        path.write_text("\n".join(line[indent:] for line in lines) + "\n")
    status, said, tree = generate(source)
    assert status == 0, said

    def assets() -> dict[str, list[object]]:
        done = tree.run("python", "-c", SHOW)
        assert done.returncode == 0, done.stdout
        return json.loads(done.stdout.splitlines()[-1])

    before = assets()
    done = tree.run("python", "-m", "dagster_project.dbt", "prepare")
    assert done.returncode == 0, done.stdout
    after = assets()
    text = json.dumps(after)
    for read, built in ONLY_DBT_KNOWS.items():
        text = text.replace(json.dumps(built), json.dumps(read))
    assert before == json.loads(text)
    assert {"raw/regions", "regions", "own/own", "a/b", "by_file/called"} <= set(after)

    # Where dbt has left a manifest, the next run reads there what the files do not tell.
    project = tree.folder.parent
    built = next((tree.folder / "dbt").glob("*/manifest.json"))
    (project / "transform" / "target").mkdir(exist_ok=True)
    built.rename(project / "transform" / "target" / "manifest.json")
    command = [REPOSITORY / "m2d", "generate", project]
    again = subprocess.run(
        command, check=False, capture_output=True, text=True, env=tree.environment
    )
    assert again.returncode == 0, again.stderr
    assert assets() == after
