"""Where each side writes: a place of its own, reached by the settings' own variables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dagster_project.parallel_run.plan import Work
from dagster_project.parallel_run.snapshot import Destination
from dagster_project.parallel_run.snapshot.destination import Place, parse_place
from dagster_project.parallel_run.snapshot.files import NAMING
from dagster_project.parallel_run.workspace import MARK, SideFolder
from dagster_project.singer.environment import scripts_of, venv_of
from dagster_project.singer.errors import KitError
from dagster_project.singer.interpolate import overlaid
from dagster_project.singer.model import Setting
from dagster_project.singer.pipeline import Pipeline
from dagster_project.singer.plugins import Plugins
from dagster_project.singer.project import Project, read_yaml
from dagster_project.singer.resolved import ResolvedPlugin
from dagster_project.singer.settings import resolve

LONGEST_NAME = 63  # bytes of an identifier in PostgreSQL
DBT_SCHEMAS = ("schema", "target_schema")
LOAD_SCHEMA = "_load_schema"


@dataclass(frozen=True)
class Redirected:
    """A value of production and what takes its place on a side."""

    production: str
    isolated: str


@dataclass
class Isolation:
    """How one side is kept away from production.

    Attributes:
        side: name of the side.
        variables: variables of its processes; they win over the configuration.
        destinations: where each pipeline writes, by its name.
        schemas: schemas of production and of this side.
        paths: files and folders of production and of this side.
    """

    side: str
    variables: dict[str, str] = field(default_factory=dict)
    destinations: dict[str, Destination] = field(default_factory=dict)
    schemas: list[Redirected] = field(default_factory=list)
    paths: list[Redirected] = field(default_factory=list)

    def schema(self, production: str) -> str:
        """The name of this side's schema for one of production."""
        suffix = f"{MARK}_{self.side}"
        if production.isupper():
            suffix = suffix.upper()
        kept = production.encode()[: LONGEST_NAME - len(suffix)].decode(errors="ignore")
        return kept + suffix

    def add_schema(self, isolated: str) -> None:
        """Note a schema of this side that comes of no schema of production."""
        if all(redirected.isolated != isolated for redirected in self.schemas):
            self.schemas.append(Redirected("", isolated))


def isolate(project: Project, work: Work, folder: SideFolder) -> Isolation:
    """Find the variables that send a side elsewhere, and make sure that they do.

    Args:
        project: the project as the run sees it in production.
        work: what is to be run.
        folder: the folder of the side.

    Raises:
        KitError: a target cannot be redirected, or would write where production does.
    """
    found = Isolation(folder.name)
    places = {loader: place_of(project, loader) for loader in loaders(work)}
    production = {p.name: Plugins.resolve(project, p, None) for p in work.pipelines}
    for loader, place in places.items():
        of_loader = [p for p in work.pipelines if p.loader == loader]
        _redirect(found, folder, place, loader, [production[p.name] for p in of_loader])
    for dbt in work.dbt_projects:
        _redirect_dbt(found, project, resolve(project, project.plugin(dbt.plugin_type, dbt.plugin)))
    isolated = side_project(project, folder, found)
    check_variables(work.title, work.variables, isolated.environ, found.variables)
    for pipeline in work.pipelines:
        place, plugins = places[pipeline.loader], Plugins.resolve(isolated, pipeline, None)
        _check(found, place, pipeline, production[pipeline.name].target, plugins.target)
        found.destinations[pipeline.name] = _destination(place, plugins.target)
    return found


def check_variables(
    whose: str, variables: Mapping[str, str], environ: Mapping[str, str], own: Iterable[str]
) -> None:
    """Make sure that variables of a run leave those alone that keep a side apart.

    Args:
        whose: what has the variables.
        variables: raw; they win over the surroundings.
        environ: the surroundings of the side.
        own: names of the variables that keep it apart.

    Raises:
        KitError: they change one.
    """
    seen = overlaid(variables, environ)
    lost = sorted(name for name in own if seen.get(name) != environ.get(name))
    if lost:
        raise KitError(
            f"{whose} sets {', '.join(lost)}, so both sides would write where production does",
            "Give the value a default only, as in `${NAME:-value}`, or compare the pipelines one "
            "by one with --pipeline.",
        )


def loaders(work: Work) -> list[str]:
    """The targets of the pipelines, each once."""
    return list(dict.fromkeys(pipeline.loader for pipeline in work.pipelines))


def side_project(project: Project, folder: SideFolder, isolation: Isolation) -> Project:
    """The project as a process of the side sees it; what it writes to is the side's own."""
    own = {
        "MELTANO_PROJECT_ROOT": str(folder.root),
        "MELTANO_SYS_DIR_ROOT": str(folder.system),
        **isolation.variables,
    }
    # Where the side has no working copy, as after `clean`, its `.env` is the one of production.
    root = folder.root if folder.root.is_dir() else project.root
    return replace(project, root=root, environ={**project.environ, **own})


def place_of(project: Project, loader: str) -> Place:
    """What is known of where a target writes.

    Raises:
        KitError: nothing, or that it cannot be sent elsewhere.
    """
    place = None
    for path in sorted((project.output / "plugins" / "loaders").glob("*.yaml")):
        data = read_yaml(path)
        if data.get("name") == loader:
            place = parse_place(data)
    if place is None or place.redirect is None:
        raise KitError(
            f"nobody knows how to send `{loader}` to another place, so it would write into the "
            "destination of production",
            "Describe its `destination` in m2d/connectors/, and generate again.",
        )
    return place


def _redirect(
    found: Isolation,
    folder: SideFolder,
    place: Place,
    loader: str,
    production: list[Plugins],
) -> None:
    """Choose the variables for one target."""
    if place.redirect is None:
        return
    target = production[0].target
    for name in place.redirect.fixed_by:
        if target.settings.get(name):
            raise KitError(
                f"`{loader}` writes where its setting `{name}` says, which cannot be redirected",
                f"Leave `{name}` out, and use `{place.redirect.setting}`.",
            )
    if place.kind == "files":
        _check_naming(loader, [plugins.target for plugins in production])
    setting = target.plugin.settings.get(place.redirect.setting)
    if setting is None:
        raise KitError(
            f"`{loader}` has no setting `{place.redirect.setting}` in plugins/",
            "Add it to the plugin's `settings` in meltano.yml and generate again.",
        )
    values = {str(p.target.settings.get(setting.name) or "") for p in production}
    if place.redirect.of != "schema":
        value = next(iter(values))
        made = folder.destination / loader
        if place.redirect.of == "file":
            made = made / (Path(value).name or "destination")
        found.variables[variable_of(setting)] = str(made)
        found.paths += [Redirected(value, str(made))] if value else []
        return
    for plugins in production:
        value = str(plugins.target.settings.get(setting.name) or "")
        isolated = found.schema(value or plugins.tap.plugin.namespace)
        found.schemas.append(Redirected(value, isolated))
        if len(values) == 1:
            found.variables[variable_of(setting)] = isolated
            continue
        # Several taps, a schema each: it is the tap that names the schema.
        extra = plugins.tap.plugin.extras.get(LOAD_SCHEMA)
        if extra is not None:
            found.variables[variable_of(extra)] = isolated


def _check_naming(loader: str, targets: Iterable[ResolvedPlugin]) -> None:
    """Make sure that the names of files do not lead out of the folder of the side."""
    for name, target in ((name, target) for target in targets for name in NAMING):
        value = str(target.settings.get(name) or "")
        if value.startswith(("/", "~")) or ".." in Path(value).parts:
            raise KitError(
                f"`{loader}` names its files by `{name}: {value}`, which leads out of the folder "
                "that it is given, so both sides would write where production does",
                "Let it be a name within that folder.",
            )


def _redirect_dbt(found: Isolation, project: Project, dbt: ResolvedPlugin) -> None:
    """Send the schemas and database files that dbt knows by its plugin's settings elsewhere."""
    raw = {redirected.production: redirected.isolated for redirected in found.schemas}
    paths = {real_path(project, r.production): r.isolated for r in found.paths}
    for name, setting in dbt.plugin.settings.items():
        value = dbt.settings.get(name)
        if not isinstance(value, str) or not value or not setting.sources:
            continue
        if name in DBT_SCHEMAS or ("schema" in name and value in raw):
            found.variables[variable_of(setting)] = found.schema(value)
            found.schemas.append(Redirected(value, found.schema(value)))
        elif real_path(project, value) in paths:
            found.variables[variable_of(setting)] = paths[real_path(project, value)]


def _check(
    found: Isolation,
    place: Place,
    pipeline: Pipeline,
    production: ResolvedPlugin,
    isolated: ResolvedPlugin,
) -> None:
    """Make sure that a target, as it will run, writes to this side's place and nowhere else."""
    if place.redirect is None:
        return
    name = place.redirect.setting
    value = str(isolated.settings.get(name) or "")
    expected = [*found.variables.values(), *(r.isolated for r in found.schemas)]
    if MARK not in value.lower() or value not in expected:
        setting = isolated.plugin.settings[name]
        raise KitError(
            f"{found.side}: `{pipeline.text}` would write to `{value}`, not to a place of its own: "
            f"the variable {variable_of(setting)} does not reach the setting `{name}`",
            "An `env` block of meltano.yml sets it; take it out there, or run only pipelines "
            "that can be redirected.",
        )
    names = (*place.connection.values(), name)
    if all(isolated.settings.get(n) == production.settings.get(n) for n in names):
        raise KitError(
            f"{found.side}: `{pipeline.text}` would write to the destination of production",
            f"Is `{value}` the `{name}` of production? It must not have `{MARK}` in its name.",
        )


def _destination(place: Place, target: ResolvedPlugin) -> Destination:
    redirect = place.redirect
    value = str(target.settings.get(redirect.setting) or "") if redirect else ""
    venv = venv_of(target.project, target.plugin)
    return Destination(
        kind=place.kind,
        connection={role: target.settings.get(name) for role, name in place.connection.items()},
        namespace=value if redirect and redirect.of == "schema" else None,
        path=Path(value) if redirect and redirect.of != "schema" else None,
        python=scripts_of(venv) / "python" if venv else None,
        options={name: value for name, value in target.settings.items() if value is not None},
        environ=target.process_env,
    )


def variable_of(setting: Setting) -> str:
    """The variable that wins over everything else that a setting may get its value from.

    Raises:
        KitError: it has none.
    """
    for source in setting.sources:
        if source.variables:
            return source.variables[0]
    raise KitError(f"the setting `{setting.name}` has no variable", "Generate the project again.")


def real_path(project: Project, value: str) -> str:
    """A path of a setting, absolute."""
    return str((project.root / value).resolve())
