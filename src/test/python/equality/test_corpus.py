"""`m2d inspect --json` beside the real Meltano, on projects that people wrote: every fact is equal."""

import both
import judge
import pytest

pytestmark = pytest.mark.skipif(
    not both.is_there(), reason="needs tools/setup meltano, a built target/m2d.jar and ../shared"
)

FIXTURES = judge.REPOSITORY / "fixtures" / "projects"
HISTORIES = judge.SHARED / "histories"
PROJECTS = {
    **{path.name: path for path in sorted(judge.CORPUS.glob("*/"))},
    # Some have the input of another, and no meltano.yml of their own.
    **{f"fixtures/{p.parts[-3]}": p.parent for p in sorted(FIXTURES.glob("*/input/meltano.yml"))},
}
VERSIONS = {f"{p.parent.name}/{p.name}": p for p in sorted(HISTORIES.glob("*/[0-9]*/"))}
OURS = {"origins", "diagnostics"}


def allowed():
    """Facts that may differ: (project, path) to the reason."""
    file = judge.REPOSITORY / "src/test/python/equality/allowed.txt"
    found = {}
    for line in file.read_text().splitlines():
        if line and not line.startswith("#"):
            fact, _, reason = line.partition(" # ")
            project, _, path = fact.partition(" ")
            assert reason.strip(), f"without a reason: {line}"
            found[project, path.strip()] = reason
    return found


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """What Meltano says about all of them; it starts once."""
    folder = tmp_path_factory.mktemp("corpus")
    every = PROJECTS | VERSIONS
    answers = both.meltano([{"project": str(path)} for path in every.values()], folder)
    return dict(zip(every, answers, strict=True))


@pytest.fixture(scope="module")
def needed():
    """The differences that were found and are allowed."""
    return set()


def _judge(name, oracle, ours, needed):
    assert "oracle_error" not in oracle
    total, found = both.differences(oracle, ours)
    excused = {path for path in found if (name, path) in allowed()}
    needed.update((name, path) for path in excused)
    assert {path: text for path, text in found.items() if path not in excused} == {}
    assert total > 0
    assert ours.keys() - oracle.keys() <= OURS


@pytest.mark.parametrize("name", PROJECTS)
def test_every_fact_is_meltanos(name, documents, needed):
    ours, status = both.inspect(PROJECTS[name])
    _judge(name, documents[name], ours, needed)
    assert status == (1 if documents[name]["fatal"] else 0)


@pytest.fixture(scope="module")
def versions(tmp_path_factory):
    """What m2d says about every version of the histories, asked in one process."""
    requests = [{"project": str(path)} for path in VERSIONS.values()]
    answers = both.m2d(requests, tmp_path_factory.mktemp("versions"))
    return dict(zip(VERSIONS, answers, strict=True))


@pytest.mark.parametrize("name", VERSIONS)
def test_every_fact_of_every_version_is_meltanos(name, documents, versions, needed):
    _judge(name, documents[name], versions[name], needed)


def test_no_difference_is_allowed_in_vain(needed, request):
    items = [item for item in request.session.items if hasattr(item, "callspec")]
    if not PROJECTS.keys() | VERSIONS.keys() <= {
        item.callspec.params.get("name") for item in items
    }:
        pytest.skip("not all projects were compared in this run")
    assert len(allowed()) <= 15
    assert set(allowed()) == needed
