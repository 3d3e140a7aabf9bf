<#-- @ftlvariable name="" type="dev.m2d.plan.DagsterPlan" -->
<#-- One code location for the services. -->
# One code location. `working_directory` is taken from the folder the process starts in:
# start dagster-webserver and dagster-daemon here, or install the package and drop that line.
load_from:
  - python_module:
      module_name: dagster_project.definitions
      working_directory: .
      location_name: ${project.location}
