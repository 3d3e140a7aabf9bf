package dev.m2d.report;

import dev.m2d.diagnostic.Code;
import java.util.EnumMap;
import java.util.Map;

/** The parts of the report under which findings are listed. */
enum Area {
  RISK("Risks"),
  PACKAGE("Packages and Pythons"),
  VARIABLE("Variables"),
  INPUT("Findings in the files");

  private static final Map<Code, Area> AREAS = new EnumMap<>(Code.class);

  static {
    for (Code code :
        new Code[] {
          Code.M2D502,
          Code.M2D504,
          Code.M2D520,
          Code.M2D521,
          Code.M2D522,
          Code.M2D523,
          Code.M2D524,
          Code.M2D525,
          Code.M2D531
        }) {
      AREAS.put(code, RISK);
    }
    for (Code code : new Code[] {Code.M2D526, Code.M2D527, Code.M2D528, Code.M2D530}) {
      AREAS.put(code, PACKAGE);
    }
    AREAS.put(Code.M2D529, VARIABLE);
  }

  private final String title;

  Area(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** The word in JSON. */
  String key() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  static Area of(Code code) {
    return AREAS.getOrDefault(code, INPUT);
  }
}
