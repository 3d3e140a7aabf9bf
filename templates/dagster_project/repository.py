"""The definitions under the name `repository`, for tools that look for it."""

from dagster_project.definitions import defs as repository

__all__ = ["repository"]
