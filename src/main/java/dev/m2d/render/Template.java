package dev.m2d.render;

import dev.m2d.diagnostic.Span;
import dev.m2d.plan.DagsterPlan;
import java.util.List;
import java.util.function.Function;

/**
 * A template, what it sees, and the files it makes of a plan.
 *
 * @param name path below templates/
 * @param view the record that stands at the root of the template
 * @param ownership who its files belong to
 * @param targets the files
 */
record Template(
    String name,
    Class<? extends Record> view,
    Ownership ownership,
    Function<DagsterPlan, List<Target>> targets) {

  /**
   * One file to render.
   *
   * @param path below the output folder
   * @param view what the template sees
   * @param origins the places of the input it comes from
   */
  record Target(String path, Record view, List<Span> origins) {}
}
