package dev.m2d.report.diff;

import java.util.List;

/** A line of the report: one change, or several that one sentence tells. */
record Line(Change first, String text, List<Change> all) {

  Line {
    all = List.copyOf(all);
  }

  /** Places beside that of the first. */
  String more() {
    long more = all.stream().flatMap(c -> c.at().stream()).distinct().count() - 1;
    return more < 1 ? "" : " and " + more + (more == 1 ? " other place" : " other places");
  }
}
