"""Edits catalogs as `meltano run` does before it starts a tap; runs with Meltano's Python.

Each line of standard input is a JSON object: catalog (a file, edited in place) and the extras select,
metadata, schema. The answer is an empty line.
"""

import json
import os
import sys
from pathlib import Path

from meltano.core.plugin.singer.catalog import (
    MetadataExecutor,
    SchemaExecutor,
    select_metadata_rules,
)
from meltano.core.plugin.singer.tap import config_metadata_rules, config_schema_rules

# What Meltano logs goes to standard output, and is no answer.
answers = os.fdopen(os.dup(1), "w")
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

for line in sys.stdin:
    job = json.loads(line)
    catalog = json.loads(Path(job["catalog"]).read_text())
    SchemaExecutor(config_schema_rules(job.get("schema", {}))).visit(catalog)
    rules = [*select_metadata_rules(["!*.*"]), *select_metadata_rules(job["select"])]
    rules += config_metadata_rules(job.get("metadata", {}))
    MetadataExecutor(rules).visit(catalog)
    Path(job["catalog"]).write_text(json.dumps(catalog))
    print(file=answers, flush=True)
