"""Random projects and catalogs, judged: seed to the number of facts and the differences."""

import json
import sys

import both
import random_catalogs
import random_projects

sys.path.insert(0, str(both.judge.REPOSITORY / "templates"))
KINDS = {"projects": random_projects.write, "catalogs": random_catalogs.write}


def judge(kind, seeds, folder):
    """Ask both sides about the projects of these seeds, and the kit about catalogs."""
    requests = [KINDS[kind](seed, folder / f"seed{seed}") for seed in seeds]
    oracle = both.meltano(requests, folder)
    ours = both.m2d(requests, folder)
    found = {}
    for seed, real, stated in zip(seeds, oracle, ours, strict=True):
        total, wrong = both.differences(real, stated)
        if "oracle_error" in real:
            wrong = {"oracle": real["oracle_error"] + real.get("trace", "")[-200:]}
        if "trace" in stated:
            wrong["trace"] = stated["trace"]
        found[seed] = (total, wrong)
    if kind == "catalogs":
        for seed, request, real in zip(seeds, requests, oracle, strict=True):
            found[seed][1].update(_kit(request, real))
    return found


def _kit(request, real):
    """What the kit of generated projects makes of the catalog, where it is not Meltano's."""
    from dagster_project.singer import catalog_edit, rules
    from dagster_project.singer.errors import KitError

    level = real["resolved"][0]
    answer, extras = level["catalog"], level["plugins"]["extractors/tap-a"]["extras"]
    with open(request["catalog"]) as file:
        document = json.load(file)
    try:
        if fragments := rules.schema_rules(extras.get("_schema") or {}):
            catalog_edit.apply_schema(document, fragments)
        chain = rules.select_rules(["!*.*"]) + rules.select_rules(extras["_select"])
        chain += rules.metadata_rules(extras.get("_metadata") or {})
        chain += rules.filter_rules(extras["_select_filter"])
        catalog_edit.apply_metadata(document, chain)
        selected = {k: sorted(v) for k, v in catalog_edit.selected(document).items()}
    except KitError as error:
        return {} if "error" in answer else {"kit": f"refuses what Meltano takes: {error}"}
    if "error" in answer:
        return {"kit": f"takes what Meltano refuses: {answer['error']['message']}"}
    found = {}
    if document != answer["catalog"]:
        found["kit.catalog"] = _first(answer["catalog"], document)
    if selected != {k: sorted(v) for k, v in answer["selected"].items()}:
        found["kit.selected"] = f"Meltano {answer['selected']} · the kit {selected}"
    return found


def _first(real, ours):
    _, wrong = both.differences({"catalog": real}, {"catalog": ours})
    return "; ".join(f"{path}: {text}" for path, text in list(wrong.items())[:3])
