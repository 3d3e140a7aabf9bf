<#-- @ftlvariable name="" type="dev.m2d.plan.ProjectPlan" -->
<#-- The package, which offers `repository` to older workspaces. -->
${docstring}


def __getattr__(name: str) -> object:
    """Offer `repository` to workspaces that name it as an attribute of this package."""
    if name == "repository":
        from dagster_project.definitions import defs

        return defs
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
