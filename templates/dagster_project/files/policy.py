"""How files are imported: files.yaml, with one place for each Meltano environment."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dagster_project.files.model import CHUNK_ROWS, Mode
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project

FILE = "files.yaml"
# Before there was this kit nothing was archived.
FIRST_DAY = date(2026, 1, 1)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Policy(_Strict):
    """How an importer works in one environment.

    Attributes:
        after_load: `keep` leaves a file where it is, as Meltano does; `archive` moves it away.
        archive: folder of loaded files; None leaves what the resource `file_system` says, as do the
            next three.
        failed: folder of files that could not be loaded.
        reports: folder of error reports and of rejected rows.
        settle_seconds: a file that was changed so shortly ago may still be written.
        files_per_tick: files that a sensor asks to load at most each time it looks.
        files_per_run: files that one of these runs loads at most.
        chunk_rows: rows in memory at once.
        memory_mb: megabytes that a step may take above what its process has when it begins, of
            which the threads of its connections take some 32; None for no limit.
        retention_days: age at which the retention job deletes archived and failed files; None
            keeps them.
        statement_timeout_seconds: of the database; None leaves what the resource `postgres` says,
            as do the next two.
        lock_timeout_seconds: how long to wait for a table that another transaction uses.
        pool_size: connections of a run at most.
    """

    mode: Mode = Mode.AS_MELTANO
    after_load: Literal["keep", "archive"] = "keep"
    archive: str | None = None
    failed: str | None = None
    reports: str | None = None
    settle_seconds: float | None = Field(default=None, ge=0)
    files_per_tick: int = Field(default=20, ge=1)
    files_per_run: int = Field(default=1, ge=1)
    chunk_rows: int = Field(default=CHUNK_ROWS, ge=1)
    memory_mb: int | None = Field(default=None, ge=64)
    retention_days: int | None = Field(default=None, ge=1)
    statement_timeout_seconds: float | None = Field(default=None, ge=0)
    lock_timeout_seconds: float | None = Field(default=None, ge=0)
    pool_size: int | None = Field(default=None, ge=1)


class LogChannel(_Strict):
    """Tells failures in the log of the sensor."""

    channel: Literal["log"]


class EmailChannel(_Strict):
    """Tells failures by e-mail. The names of variables are given, never a password itself.

    Attributes:
        host: of the SMTP server.
        user: name of the variable with the user; none for a server that asks for none.
        password: name of the variable with the password.
        starttls: encrypt before the password is sent.
    """

    channel: Literal["email"]
    host: str
    port: int = 587
    sender: str
    recipients: list[str] = Field(min_length=1)
    user: str | None = None
    password: str | None = None
    starttls: bool = True


class WebhookChannel(_Strict):
    """Tells failures to Slack, Teams or another that takes JSON with a `text`.

    Attributes:
        url: name of the variable with the address, which is a secret.
    """

    channel: Literal["webhook"]
    url: str


Channel = Annotated[LogChannel | EmailChannel | WebhookChannel, Field(discriminator="channel")]


class FilesConfig(_Strict):
    """The whole of files.yaml.

    Attributes:
        defaults: settings of a `Policy`.
        environments: settings by Meltano environment; they win over the defaults.
        importers: settings by importer; they win over those of the environment.
        archive_from: the first day of the archives, for the job that loads a day again.
    """

    schema_version: Literal[1] = 1
    defaults: dict[str, Any] = {}
    environments: dict[str, dict[str, Any]] = {}
    importers: dict[str, dict[str, Any]] = {}
    notifications: list[Channel] = [LogChannel(channel="log")]
    archive_from: date = FIRST_DAY

    @classmethod
    def load(cls, project: Project) -> "FilesConfig":
        """Read the file of the generated project; without a file everything has its default.

        Raises:
            KitError: it cannot be read, or says what it cannot say.
        """
        path = project.output / FILE
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except OSError as e:
            raise KitError(f"{FILE} cannot be read: {e.strerror}", "Check its rights.") from e
        except (yaml.YAMLError, UnicodeDecodeError) as e:
            raise KitError(f"{FILE} is no YAML: {e}", "Correct the file.") from e
        config = _checked(cls, data or {}, ())
        for name, place in config._places():
            _checked(Policy, place, name)
        unknown = sorted(set(config.environments) - set(project.environments))
        if unknown:
            known = ", ".join(f"`{name}`" for name in project.environments) or "none"
            raise KitError(
                f"{FILE}: `environments` has `{unknown[0]}`, which the project does not have",
                f"Its environments: {known}.",
            )
        return config

    def policy(self, importer: str, environment: str | None) -> Policy:
        """How an importer works in an environment."""
        layers = (
            self.defaults,
            self.environments.get(environment or "", {}),
            self.importers.get(importer, {}),
        )
        return Policy(**{name: value for layer in layers for name, value in layer.items()})

    def _places(self) -> list[tuple[tuple[str, ...], Mapping[str, Any]]]:
        return [
            (("defaults",), self.defaults),
            *((("environments", name), place) for name, place in self.environments.items()),
            *((("importers", name), place) for name, place in self.importers.items()),
        ]


def _checked(model: type[Any], data: object, place: tuple[str, ...]) -> Any:  # noqa: ANN401
    """The model of some data.

    Raises:
        KitError: with the place of the first thing that is wrong.
    """
    try:
        return model.model_validate(data)
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(str(part) for part in (*place, *first["loc"])) or "the file"
        known = ", ".join(model.model_fields)
        advice = f"Known here: {known}." if first["type"] == "extra_forbidden" else "Correct it."
        raise KitError(f"{FILE}: `{where}`: {first['msg']}", advice) from e
