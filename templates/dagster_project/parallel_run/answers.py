"""What Meltano itself knows of its plugins where nothing keeps a side apart, each asked once."""

import json
from collections.abc import Mapping
from io import StringIO

from dotenv.main import DotEnv

from dagster_project.parallel_run.isolation import Isolation, side_project
from dagster_project.parallel_run.plan import Work
from dagster_project.parallel_run.sides import ask, meltano_environment
from dagster_project.parallel_run.workspace import SideFolder
from dagster_project.singer.errors import KitError
from dagster_project.singer.meltano_runner import meltano
from dagster_project.singer.model import as_map
from dagster_project.singer.pipeline import Pipeline
from dagster_project.singer.project import Project


class Answers:
    """Asks Meltano in a working copy.

    Args:
        project: the project as the run sees it in production.
        work: what is to be run.
        folder: the folder of the side whose working copy it is.

    Raises:
        KitError: there is no Meltano, or meltano.yml hides the places of the side.
    """

    def __init__(self, project: Project, work: Work, folder: SideFolder) -> None:
        """Ask nothing yet."""
        nowhere = Isolation(folder.name)
        self.folder = folder
        self.project = side_project(project, folder, nowhere)
        self._executable = meltano(project, is_pair=True)
        self._env = meltano_environment(project, work, folder, nowhere)
        self._known: dict[tuple[str, ...], Mapping[str, object]] = {}

    def variables(self, plugin_type: str, name: str) -> Mapping[str, str]:
        """The settings of a plugin as variables: what would give it the values that it has.

        Raises:
            KitError: Meltano failed.
        """
        words = ("config", "--unsafe", "print", f"--plugin-type={plugin_type}", "--format=env")
        key = (*words, name)
        if key not in self._known:
            lines = DotEnv(None, StringIO(self._ask(key)), interpolate=False).parse()
            self._known[key] = {n: text for n, text in lines if text is not None}
        return {n: str(text) for n, text in self._known[key].items()}

    def target(self, pipeline: Pipeline) -> Mapping[str, object]:
        """The configuration that the target of a pipeline gets.

        Raises:
            KitError: Meltano failed, or answered something else.
        """
        key = ("el", "--no-install", "--dump=loader-config", pipeline.extractor, pipeline.loader)
        if key not in self._known:
            answer = self._ask(key)
            try:
                self._known[key] = as_map(json.loads(answer[answer.index("{") :]))
            except (ValueError, TypeError) as error:
                raise KitError(
                    f"`meltano {' '.join(key)}` answered something else than a configuration: "
                    f"{error}",
                    "Run it in the Meltano project.",
                ) from None
        return self._known[key]

    def _ask(self, words: tuple[str, ...]) -> str:
        return ask(self._executable, words, self._env, self.folder.root)
