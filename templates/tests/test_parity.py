"""What the checks `parity` show of the latest parallel run; nothing is judged here."""

import json
from datetime import timedelta

import dagster as dg
import pytest
from parity_bundle import CONTRACT, NOW, PairBundle
from world import World, failure

from dagster_project.parallel_run.checks import parity_checks
from dagster_project.parallel_run.shadow import shadow_job, shadow_schedule
from dagster_project.parallel_run.verdicts import Finding, Verdicts
from dagster_project.singer import Pipeline, Stream
from dagster_project.singer.project import Project

USERS = Stream("users", key=("raw", "users"))
PIPELINE = Pipeline("tap__target", extractor="tap", loader="target", streams=(USERS,))


@pytest.fixture
def bundle(world: World) -> PairBundle:
    """A pair that was equal, not written yet."""
    world.write().yaml("parity.yaml", CONTRACT)
    return PairBundle(world)


def finding(asset: str = "raw/users") -> Finding:
    """What there is to say now."""
    return Verdicts.load(Project.load(), NOW).of(asset)


def test_a_fresh_verdict_passes(bundle: PairBundle) -> None:
    """With the figures that people ask for."""
    bundle.write()
    found = finding()
    assert found.passed, found.reason
    assert found.pair == bundle.pair
    assert found.report == bundle.path / "verdict" / "report.html"
    facts = {"rows_meltano": 3, "rows_dagster": 3, "differences": 0, "time_ratio": 0.8}
    assert found.facts == facts


def test_sides_that_failed_have_no_ratio(bundle: PairBundle) -> None:
    """How long it took to fail says nothing."""
    bundle.exit_code = 1
    bundle.write()
    assert "time_ratio" not in finding().facts


def test_without_a_pair_it_fails(bundle: PairBundle) -> None:
    """And says how to make one."""
    assert not finding().passed
    assert "parallel_run pair" in finding().reason
    bundle.write()
    assert not finding("raw/unknown").passed


def test_a_pair_that_nobody_compared_fails(bundle: PairBundle) -> None:
    """And says how to compare it."""
    bundle.judged = False
    bundle.write()
    assert not finding().passed
    assert "m2d compare" in finding().reason


def test_a_difference_counts_for_its_stream_alone(bundle: PairBundle) -> None:
    """The other streams of the pair keep their verdicts."""
    bundle.streams["raw/orders"] = "different"
    bundle.write()
    assert finding("raw/users").passed
    assert not finding("raw/orders").passed
    assert finding("raw/orders").reason == "Different: raw/orders: 1 row was changed."
    assert finding("raw/orders").facts["differences"] == 1


def test_state_and_failed_sides_count_for_all(bundle: PairBundle) -> None:
    """What belongs to no stream belongs to each."""
    bundle.parts[0] |= {"verdict": "different", "reasons": ["a bookmark is ahead"]}
    bundle.write()
    assert finding().reason == "Different: state: a bookmark is ahead."
    bundle.invalid = ["the candidate failed"]
    bundle.write()
    assert finding().reason == "Inconclusive: the candidate failed."


def test_an_asset_for_all_streams_of_a_tap(bundle: PairBundle) -> None:
    """It passes when each table below its name does."""
    bundle.streams = {"tap/all/a": "equal", "tap/all/b": "equal"}
    bundle.write()
    assert finding("tap/all").passed
    assert finding("tap/all").facts["rows_meltano"] == 6
    bundle.streams["tap/all/a"] = "inconclusive"
    bundle.write()
    assert not finding("tap/all").passed
    assert finding("tap/all").inconclusive
    bundle.streams["tap/all/b"] = "different"
    bundle.write()
    assert not finding("tap/all").inconclusive
    assert finding("tap/all").reason.startswith("Different: tap/all/b")


def test_a_stale_verdict_fails(bundle: PairBundle, world: World) -> None:
    """By age, by the contract, by the code."""
    bundle.ended = NOW - timedelta(hours=49)
    bundle.write()
    assert "49 hours old" in finding().reason
    world.yaml("parity.yaml", {**CONTRACT, "gate": {"max_age_hours": 72}})
    assert "parity.yaml has changed" in finding().reason
    bundle.write()
    assert finding().passed, finding().reason
    code = world.output / "dagster_project" / "changed.py"
    code.parent.mkdir()
    code.write_text("")
    assert "code of this project has changed" in finding().reason
    assert not finding().passed


def test_a_verdict_on_other_settings_is_stale(
    bundle: PairBundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here a variable; where the Meltano project is not, there is nothing to be said of it."""
    bundle.world.sources["color"] = [{"variables": ["TAP_FAKE_COLOR"]}, {"value": "red"}]
    meltano = bundle.world.write().root / "meltano.yml"
    meltano.write_text("plugins: {}")
    bundle.write()
    assert finding().passed, finding().reason
    meltano.unlink()
    assert finding().passed, finding().reason
    monkeypatch.setenv("TAP_FAKE_COLOR", "blue")
    assert finding().reason.startswith("The configuration of `tap-fake` has changed since")
    meltano.write_text("plugins: {loaders: []}")
    assert "The Meltano project and the configuration of `tap-fake` have" in finding().reason
    # A pair of a time when less was looked at.
    path = bundle.path / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["code"]["parts"]
    path.write_text(json.dumps(manifest))
    assert "code of this project has changed" in finding().reason


def test_the_newest_pair_counts_and_noise_does_not(bundle: PairBundle, world: World) -> None:
    """A pair of Meltano with itself says nothing of this project."""
    bundle.write()
    newer = PairBundle(world, 2)
    newer.mode = "noise"
    newer.write()
    assert finding().pair == bundle.pair
    newest = PairBundle(world, 3)
    newest.streams["raw/users"] = "different"
    newest.write()
    assert finding().pair == newest.pair
    assert not finding().passed


def test_dagster_shows_the_verdict(bundle: PairBundle, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check for each stream of a pipeline and each that parity.yaml names."""
    bundle.world.yaml("parity.yaml", {**CONTRACT, "streams": {"raw/orders": None}})
    bundle.streams["raw/orders"] = "different"
    bundle.ended = NOW + timedelta(days=36500)
    bundle.write()
    checks = parity_checks([PIPELINE])
    assert checks is not None
    job = dg.Definitions(asset_checks=[checks]).resolve_implicit_global_asset_job_def()
    events = job.execute_in_process().get_asset_check_evaluations()
    passed = {tuple(event.asset_key.path): event.passed for event in events}
    assert passed == {("raw", "users"): True, ("raw", "orders"): False}
    assert {event.check_name for event in events} == {"parity"}
    assert {event.severity for event in events} == {dg.AssetCheckSeverity.ERROR}
    assert not any(spec.blocking for spec in checks.check_specs)
    bundle.invalid = ["the candidate failed"]
    bundle.write()
    done = job.execute_in_process()
    assert done.success, "a check that fails must not fail what runs with it"
    events = done.get_asset_check_evaluations()
    assert {(event.passed, event.severity) for event in events} == {
        (False, dg.AssetCheckSeverity.WARN)
    }
    monkeypatch.setenv("PARITY_ENABLED", "0")
    assert parity_checks([PIPELINE]) is None


def test_a_pair_that_fails_fails_its_own_run(world: World) -> None:
    """The words of the command are in the log of the run."""
    world.write()
    config = {"ops": {"shadow_pairs": {"config": {"jobs": ["no such job"]}}}}
    done = shadow_job("shadow").execute_in_process(run_config=config, raise_on_error=False)
    assert not done.success
    assert "`--job no such job` exited with 1" in failure(done)


def test_the_switch_stops_job_and_schedule(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """They stay where they are, and do nothing."""
    world.write()
    monkeypatch.setenv("PARITY_ENABLED", "0")
    monkeypatch.setenv("PARITY_CRON", "5 4 * * *")
    job = shadow_job("shadow")
    assert job.execute_in_process().success
    schedule = shadow_schedule(job)
    assert schedule.cron_schedule == "5 4 * * *"
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
    with dg.build_schedule_context() as context:
        assert isinstance(schedule(context), dg.SkipReason)
    monkeypatch.delenv("PARITY_ENABLED")
    with dg.build_schedule_context() as context:
        assert isinstance(schedule(context), dg.RunRequest)
