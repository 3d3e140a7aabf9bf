"""Run with the Python that has sqlglot and DuckDB: parses SQL by a dialect's grammar, and runs on DuckDB what it means.

A line {"dialect": ..., "sql": ..., "tables": [SQL of DuckDB, ...]} gives a line {"unknown": functions that the grammar does not know,
"rows": ...} or {"error": ...}.
"""

from __future__ import annotations

import json
import sys

import duckdb
import sqlglot
from sqlglot.errors import ErrorLevel


def answer(request: dict) -> dict:
    (tree,) = sqlglot.parse(
        request["sql"], dialect=request["dialect"], error_level=ErrorLevel.IMMEDIATE
    )
    assert tree is not None
    unknown = sorted({f.name for f in tree.find_all(sqlglot.exp.Anonymous)})
    rows = None
    if request["tables"]:
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'UTC'")
        for statement in request["tables"]:
            connection.execute(statement)
        # What DuckDB cannot do as written is an error, not something near it.
        translated = tree.sql(dialect="duckdb", unsupported_level=ErrorLevel.RAISE)
        rows = connection.execute(translated).fetchall()
    return {"unknown": unknown, "rows": rows}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as e:
        reply = {"error": f"{type(e).__name__}: {e}"}
    print(json.dumps(reply), flush=True)
