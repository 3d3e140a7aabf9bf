"""What the parts hand to each other."""

from dagster_project.files.model import Candidate, Dialect, Mode, Source


def test_defaults_are_those_of_the_tap(tmp_path):
    source = Source("a", "a.csv", ())
    assert source.dialect == Dialect(",", '"', None, True, False, False, "utf-8")
    assert not source.add_metadata_columns
    assert Mode("as-meltano") is Mode.AS_MELTANO
    assert Candidate(tmp_path, 0, 0.0, "").source_file == str(tmp_path)
    assert Candidate(tmp_path, 0, 0.0, "", "./a.csv").source_file == "./a.csv"
