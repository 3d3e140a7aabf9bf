"""An entity may have any name; what Dagster is given of it are letters, digits and underscores."""

import dagster as dg
from dagster_project.files import FileType, Importer
from dagster_project.singer import Pipeline, Stream
from importing import definitions

STREAMS = ("crm-customers", "crm_customers", "crm customers", "größe.x", "archived", "plain")


def test_streams_of_any_name(world):
    types = tuple(FileType(stream) for stream in STREAMS)
    streams = tuple(Stream(s, key=("crm", f"table_{i}")) for i, s in enumerate(STREAMS))
    importer = Importer(Pipeline("p", "tap-csv", "target-postgres", streams=streams), types=types)
    found = definitions(importer).get_repository_def()

    assert [importer.word(kind) for kind in types] == [
        "crm_customers",
        "crm_customers_2",
        "crm_customers_3",
        "gr__e_x",
        "archived_2",
        "plain",
    ]
    assert len({job.name for job in found.get_all_jobs()}) >= 2 * len(STREAMS) - 3
    assert found.get_sensor_def("p_crm_customers_2_files").job_name == "p_crm_customers_2_file"
    assert importer.files_key(types[-1]) == dg.AssetKey(["p", "plain_files"])
