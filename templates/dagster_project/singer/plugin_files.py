"""The files a Singer plugin is started with, and its command line."""

import json
from collections.abc import Mapping
from pathlib import Path

from dagster_project.singer.folder import PrivateFolder
from dagster_project.singer.process import Command
from dagster_project.singer.resolved import ResolvedPlugin

ROLES = {"extractors": "extractor", "mappers": "mapper", "loaders": "loader"}
LINE_FORMAT = "%(levelname)-8s %(name)s: %(message)s"

CLASSIC_LOGGING = """\
[loggers]
keys=root

[handlers]
keys=console

[formatters]
keys=default

[logger_root]
level={level}
handlers=console

[handler_console]
class=StreamHandler
level={level}
formatter=default
args=(sys.stderr,)

[formatter_default]
format={line_format}
"""


class PluginFiles:
    """Writes the private files of the plugins of one run.

    Args:
        folder: where they go.
        log_level: level of the plugins' own logs, in capital letters.
    """

    def __init__(self, folder: PrivateFolder, log_level: str) -> None:
        """Write the files that tell plugins how to log, in both forms that plugins know."""
        self._folder = folder
        sdk = {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"default": {"format": LINE_FORMAT}},
            "handlers": {
                "console": {
                    "class": "logging.StreamHandler",
                    "formatter": "default",
                    "stream": "ext://sys.stderr",
                }
            },
            "root": {"handlers": ["console"], "level": log_level},
        }
        classic = CLASSIC_LOGGING.format(level=log_level, line_format=LINE_FORMAT)
        self._logging = {
            "SINGER_SDK_LOG_CONFIG": str(folder.write_json("singer_sdk_logging.json", sdk)),
            "LOGGING_CONF_FILE": str(folder.write("singer_logging.conf", classic)),
        }

    def command(self, plugin: ResolvedPlugin, config: Path, *arguments: str) -> Command:
        """Build the command of a plugin.

        Raises:
            KitError: the plugin is not installed.
        """
        plugin.check_executable()
        return Command(
            name=plugin.name,
            role=ROLES.get(plugin.plugin.type, "plugin"),
            argv=[str(plugin.executable), "--config", str(config), *arguments],
            env={**plugin.process_env, **self._logging},
            cwd=plugin.cwd,
        )

    def config(self, plugin: ResolvedPlugin, name: str) -> Path:
        """Write the configuration of a plugin."""
        return self._folder.write_json(f"{name}.config.json", plugin.config)

    def catalog(self, document: Mapping[str, object]) -> Path:
        """Write the catalog of the tap."""
        return self._folder.write("tap.properties.json", json.dumps(document))

    def state(self, state: Mapping[str, object]) -> Path:
        """Write the state that the tap starts from."""
        return self._folder.write_json("state.json", state)
