"""Data frames that are kept as tables of PostgreSQL."""

from collections.abc import Sequence

import dagster as dg
import pandas as pd
from psycopg import Connection, sql

from dagster_project.files.naming import Relation
from dagster_project.files.postgres import PostgresResource
from dagster_project.singer.errors import KitError

MODES = ("replace", "append")


class PostgresDataFrameIOManager(dg.ConfigurableIOManager):
    """Keep the frame of an asset in the table that is named as the asset.

    A value is text on both ways, as in the files: nothing is guessed, `0000001` stays as it is, and
    None is NULL. The table is that of the last part of the asset key, in the schema of the part
    before it; metadata `schema`, `table` and `mode` of the asset say otherwise.
    """

    postgres: dg.ResourceDependency[PostgresResource]
    schema_name: str = "public"

    def handle_output(self, context: dg.OutputContext, obj: pd.DataFrame | None) -> None:
        """Write the frame: in place of the rows before (`replace`) or to them (`append`)."""
        if obj is None:
            return
        if not isinstance(obj, pd.DataFrame):
            raise KitError(
                f"the asset gave a {type(obj).__name__}, and its I/O manager keeps data frames",
                "Return a pandas.DataFrame, or give the asset another `io_manager_key`.",
            )
        metadata = context.definition_metadata or {}
        mode = str(metadata.get("mode", "replace"))
        if mode not in MODES:
            raise KitError(f"the mode `{mode}` is unknown", f"It is one of {', '.join(MODES)}.")
        relation = self._relation(context.asset_key, metadata)
        self.postgres.attempt(lambda connection: _write(connection, relation, obj, mode))
        context.add_output_metadata({"table": str(relation), "dagster/row_count": len(obj)})

    def load_input(self, context: dg.InputContext) -> pd.DataFrame:
        """Read the table; only the columns of the metadata `columns` where that is given."""
        upstream = context.upstream_output
        metadata = (upstream.definition_metadata if upstream else None) or {}
        relation = self._relation(context.asset_key, metadata)
        columns = (context.definition_metadata or {}).get("columns")
        return self.postgres.attempt(lambda connection: read_frame(connection, relation, columns))

    def _relation(self, key: dg.AssetKey, metadata: object) -> Relation:
        given = metadata if isinstance(metadata, dict) else {}
        before = key.path[-2] if len(key.path) > 1 else self.schema_name
        schema = given.get("schema", before)
        return Relation(str(schema), str(given.get("table", key.path[-1])))


def read_frame(
    connection: Connection, relation: Relation, columns: Sequence[str] | None = None
) -> pd.DataFrame:
    """A table as a frame of text; NULL is None.

    Args:
        connection: the database.
        relation: a table or a view.
        columns: the ones to read; all of them when not given.
    """
    if columns is None:
        query = sql.SQL("SELECT * FROM {} LIMIT 0").format(relation.identifier)
        described = connection.execute(query).description or []
        columns = [column.name for column in described]
    wanted = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(c)) for c in columns)
    rows = connection.execute(sql.SQL("SELECT {} FROM {}").format(wanted, relation.identifier))
    return pd.DataFrame(rows.fetchall(), columns=pd.Index(list(columns)), dtype=object)


def _write(connection: Connection, relation: Relation, frame: pd.DataFrame, mode: str) -> None:
    names = [str(name) for name in frame.columns]
    if len(set(names)) != len(names) or not names:
        raise KitError(
            f"the frame for {relation} has no columns, or one name twice",
            "A column of a table has a name of its own.",
        )
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    text = frame.astype(object).where(frame.notna(), None)
    with connection.transaction():
        body = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(n)) for n in names)
        create = sql.SQL("CREATE TABLE IF NOT EXISTS {} ({})")
        connection.execute(create.format(relation.identifier, body))
        if mode == "replace":
            connection.execute(sql.SQL("DELETE FROM {}").format(relation.identifier))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(relation.identifier, listed)
        with connection.cursor().copy(statement) as copy:
            for row in text.itertuples(index=False, name=None):
                copy.write_row([None if value is None else str(value) for value in row])
