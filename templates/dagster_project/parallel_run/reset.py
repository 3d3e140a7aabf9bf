"""Empties the place of a side: its schemas, its files, its bookmarks."""

from dagster_project.parallel_run.isolation import Isolation
from dagster_project.parallel_run.snapshot import Destination
from dagster_project.parallel_run.snapshot.destination import Place
from dagster_project.parallel_run.snapshot.postgres import connection_arguments
from dagster_project.parallel_run.snapshot.session import SECRET_ROLES, Session, connect
from dagster_project.parallel_run.snapshot.tables import quote
from dagster_project.parallel_run.workspace import MARK, SideFolder, remove
from dagster_project.singer.errors import KitError

DROPPED = ("postgres", "redshift")


def can_be_reset(place: Place) -> bool:
    """Whether the place of a side can be emptied, so that a pair can have run there at all."""
    redirect = place.redirect
    return redirect is not None and (redirect.of != "schema" or place.kind in DROPPED)


def reset(folder: SideFolder, isolation: Isolation) -> None:
    """Let a side start from nothing.

    Raises:
        KitError: a schema cannot be dropped.
    """
    drop_schemas(isolation)
    for path in (folder.destination, folder.state, folder.path / "meltano.db"):
        remove(path)
    for path in (folder.destination, folder.state):
        path.mkdir(mode=0o700)
    for destination in isolation.destinations.values():
        if destination.path is not None:
            made = destination.path if destination.kind == "files" else destination.path.parent
            made.mkdir(mode=0o700, parents=True, exist_ok=True)


def drop_schemas(isolation: Isolation) -> None:
    """Drop the schemas of a side, at every destination that has schemas.

    Raises:
        KitError: one has no mark in its name, or the database refuses.
    """
    names = sorted({schema.isolated for schema in isolation.schemas})
    for name in names:
        if f"{MARK}_{isolation.side}" not in name.lower():
            raise KitError(
                f"the schema {name} is not dropped: it has no `{MARK}_{isolation.side}` in its name"
            )
    done: list[object] = []
    for destination in isolation.destinations.values():
        if destination.namespace is None or destination.connection in done:
            continue
        done.append(destination.connection)
        if destination.kind not in DROPPED:
            listed = "; ".join(f"DROP SCHEMA IF EXISTS {name} CASCADE" for name in names)
            raise KitError(
                f"the schemas of a {destination.kind} destination are not dropped from here, and "
                "a pair must start from empty ones",
                f"This kind cannot be run in parallel yet. What it would drop: {listed}.",
            )
        _drop(destination, names)


def _custom(session: Session, names: list[str]) -> list[str]:
    """The schemas that dbt made of a side's own: `<schema>_<custom schema>`."""
    found = {str(row[0]) for row in session.query("SELECT nspname FROM pg_namespace")}
    made = (name for name in found if any(name.startswith(f"{own}_") for own in names))
    return sorted(name for name in made if MARK in name.lower())


def _drop(destination: Destination, names: list[str]) -> None:
    arguments = connection_arguments(destination.connection)
    secrets = [str(destination.connection.get(role) or "") for role in SECRET_ROLES]
    pythons, environ = [destination.python], destination.environ
    try:
        with connect(pythons, destination.kind, arguments, secrets, environ) as session:
            for name in [*names, *_custom(session, names)]:
                session.execute(f"DROP SCHEMA IF EXISTS {quote(name)} CASCADE")
            session.execute("COMMIT")
    except KitError as error:
        raise KitError(
            f"the schemas {', '.join(names)} cannot be dropped: {error.message}",
            error.advice or "The target's user needs the right to drop the schemas it creates.",
        ) from error
