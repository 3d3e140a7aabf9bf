"""Jobs and schedules of random projects, right and wrong ones."""

from random_plugins import env_block
from random_values import Raw

INTERVALS = ["@daily", "@hourly", "@once", "@manual", "@none", "@weekly", "0 6 * * *", "*/5 * * * *",
             "0 0 * * MON-FRI", "@midnight", "61 * * * *", "not a cron", "0 0 1 1 * *", "",
             "@yearly", "0 0 L * *", " 0 0 * * *", "@Daily", "1 2 3 4"]  # fmt: skip


def jobs_and_schedules(rng, plugins):
    """The keys `jobs` and `schedules`."""
    names = {kind: [p["name"] for p in entries] for kind, entries in plugins.items()}
    mappings = [m["name"] for p in plugins.get("mappers", ()) for m in p.get("mappings", ())]
    words = _Words(rng, names, mappings, plugins)
    found = {}
    jobs = [
        {"name": n, "tasks": words.tasks()} for n in ("daily", "all", "tap-a")[: rng.randrange(4)]
    ]
    if jobs:
        found["jobs"] = jobs
    schedules = [_schedule(rng, n, words, jobs) for n in ("s-one", "s two")[: rng.randrange(3)]]
    if schedules:
        found["schedules"] = schedules
    return found


class _Words:
    def __init__(self, rng, names, mappings, plugins):
        self.rng, self.names, self.mappings, self.plugins = rng, names, mappings, plugins

    def one(self, kind, absent):
        known = self.names.get(kind)
        return self.rng.choice(known) if known and self.rng.random() < 0.95 else absent

    def pipeline(self):
        words = [self.one("extractors", "tap-absent"), self.one("loaders", "target-absent")]
        if self.mappings and self.rng.random() < 0.6:
            words.insert(1, self.rng.choice(self.mappings))
        if self.rng.random() < 0.05:
            self.rng.shuffle(words)
        return " ".join(words)

    def command(self):
        kind = self.rng.choice(["utilities", "transformers", "orchestrators"])
        entries = self.plugins.get(kind)
        if not entries:
            return "util-absent:run"
        entry = self.rng.choice(entries)
        known = list(entry.get("commands") or {}) or ["run"]
        return entry["name"] + self.rng.choice(["", ":" + known[0], ":" + known[-1], ":absent"])

    def task(self):
        pick = self.rng.random()
        if pick < 0.55:
            return self.pipeline()
        if pick < 0.8:
            return self.command()
        if pick < 0.9:
            return self.pipeline() + " " + self.command()
        odd = ["tap-a", "", "daily", "tap-a  target-x", "tap-a target-x ", "tap-a:foo target-x",
               "meltano run x", "tap-a target-x target-y", "map-m", "tap-a map-m target-x"]  # fmt: skip
        return self.rng.choice(odd)

    def tasks(self):
        pick = self.rng.random()
        if pick < 0.1:
            return self.task()
        found = [self.task() for _ in range(self.rng.randrange(1, 4))]
        if pick < 0.3:
            return [t.split(" ") for t in found]
        return found if pick < 0.97 else []


def _schedule(rng, name, words, jobs):
    found = {"name": name, "interval": rng.choice(INTERVALS)}
    if rng.random() < 0.5:
        found["job"] = rng.choice([*(j["name"] for j in jobs), "absent-job"])
    else:
        found["extractor"] = words.one("extractors", "tap-absent")
        found["loader"] = words.one("loaders", "target-absent")
        found["transform"] = rng.choice(["skip", "skip", "run", "only"])
    if rng.random() < 0.25:
        found["env"] = env_block(rng)
    if rng.random() < 0.1:
        found["start_date"] = Raw("2024-01-01")
    return found
