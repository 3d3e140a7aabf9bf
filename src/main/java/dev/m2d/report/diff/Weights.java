package dev.m2d.report.diff;

import java.util.List;

/** What a change of a thing weighs, by the settings that it bears upon too. */
final class Weights {

  private static final List<String> NO_SETTINGS =
      List.of("variable", "secret variable", "needed variable", "command", "mapping");

  private final Rules rules;

  Weights(Rules rules) {
    this.rules = rules;
  }

  /** The rule, with the risk of the gravest setting that the thing bears upon. */
  Rules.Rule raised(Rules.Rule rule, List<String> settings) {
    Rules.Rule gravest = rule;
    for (String setting : settings) {
      String[] words = setting.split(": ", 3);
      if (words.length == 3) {
        Happening added = new Happening("added", words[2], words[0], "", "", "");
        Rules.Rule other = rules.kind(words[1]).rule(added);
        if (other.risk().compareTo(gravest.risk()) > 0) {
          String why = (other.why() + " " + rule.why()).trim();
          gravest = rule.at(other.risk(), why);
        }
      }
    }
    return gravest;
  }

  /** Whether another value of a part of a plugin makes rows come, go or look otherwise. */
  boolean weighs(Fact part) {
    if (NO_SETTINGS.contains(part.kind())) {
      return false;
    }
    Rules.Rule rule = rules.kind(part.kind()).rule(Happening.whole("added", part));
    return raised(rule, part.bears()).risk() == Risk.DATA;
  }
}
