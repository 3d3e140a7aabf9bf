"""What a parallel run makes of jobs whose pipeline is native: a step for each load of all tables."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from dagster_project.parallel_run import plan
from importing import IMPORTER, definitions


@pytest.mark.parametrize(("job", "times"), [("all", 1), ("twice", 2)])
@pytest.mark.parametrize("stem", ["", "renamed"])
def test_all_tables_are_one_step(world, monkeypatch, job, times, stem):
    # Its step that finds files keeps its own name, as one that is renamed in a project.
    importer = replace(IMPORTER, stem=stem)
    found = definitions(importer)
    named = {f"asset_{n}": asset for n, asset in enumerate(found.assets)}
    modules = {
        plan.ASSETS: SimpleNamespace(IMPORTER=importer, PIPELINE=importer.pipeline, **named),
        plan.JOBS: SimpleNamespace(**{made.name: made for made in found.jobs}),
    }
    monkeypatch.setattr(plan, "_modules", lambda name: [modules[name]])
    work = plan.find_work(job, None)

    assert [step.pipeline for step in work.steps] == [importer.pipeline] * times
    assert [step.text for step in work.steps] == [importer.pipeline.text] * times
