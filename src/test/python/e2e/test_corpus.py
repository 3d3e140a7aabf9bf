"""A public project that runs without credentials: Meltano and Dagster write the same. Another one: test_parallel_files.py."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import files
import rows
import sides
from conftest import SHARED

REAL_TAP_CSV = SHARED / "plugins" / "tap-csv"


def test_meltano_station(
    copied: Callable[..., sides.Project],
    corpus: Callable[[str], Path],
    database: Callable[[str], str],
) -> None:
    source = corpus("Emii-lia__meltano-station")
    meltano_url, dagster_url = database("station_meltano"), database("station_dagster")
    project = copied(source, dbt=True)
    adapt_station(project.folder, corpus)

    def connection(url: str) -> dict[str, str]:
        names = sides.database_variables(url)
        common = {"HOST": "HOST", "PORT": "PORT", "USER": "USER", "PASSWORD": "PASSWORD"}
        variables = {
            f"{plugin}_{name}": names[f"POSTGRES_{value}"]
            for plugin in ("TARGET_POSTGRES", "DBT_POSTGRES")
            for name, value in common.items()
        }
        database_name = names["POSTGRES_DATABASE"]
        return {
            **variables,
            "TARGET_POSTGRES_DATABASE": database_name,
            "DBT_POSTGRES_DBNAME": database_name,
        }

    project.environment.update(connection(meltano_url))
    project.generate()
    project.install_meltano()
    project.install_dagster()
    project.run_meltano("tap_csv_load_transform")
    project.run_dagster("tap_csv_load_transform", variables=connection(dagster_url))
    # The model numbers its rows without an order: `row_number() over ()`.
    without = {"consommation": "id_consommation"}
    schemas = {"tap_csv": "tap_csv", "analytics": "analytics"}
    lines, equal = rows.compare(meltano_url, dagster_url, schemas, without)
    assert equal, "\n".join(lines)
    assert "tap_csv.toliara 12 rows, tap_csv.toliara 12 rows: equal" in lines
    assert "analytics.consommation 576 rows, analytics.consommation 576 rows: equal" in lines
    assert len(lines) == 10


def adapt_station(folder: Path, corpus: Callable[[str], Path]) -> None:
    """What the project needs to run here: lock files of others, plugins that are on the index, no Docker."""
    locks = {
        "extractors/tap-csv--meltanolabs.lock": "meltano__meltano-examples__csv-to-jsonl",
        "loaders/target-postgres--meltanolabs.lock": "ArthurKretzer__meltano-elt-challenge",
        "utilities/dbt-postgres--dbt-labs.lock": "asphaltanchors__importer",
    }
    for path, owner in locks.items():
        target = folder / "plugins" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(corpus(owner) / "plugins" / path, target)
    meltano_yml = folder / "meltano.yml"
    files.replace(meltano_yml, r"pip_url: git\+\S+tap-csv\.git", f"pip_url: {REAL_TAP_CSV}")
    dbt = "pip_url: dbt-core~=1.10.0 dbt-postgres~=1.9.0 meltano-dbt-ext"
    files.replace(meltano_yml, r"pip_url: dbt-core .*\n +python: python3\.13", dbt)
    files.replace(meltano_yml, r"  - name: metabase\n(?:    .*\n|  - .*\n)*", "")
