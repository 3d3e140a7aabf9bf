package dev.m2d.trace;

import dev.m2d.account.Mutation;
import dev.m2d.account.Place;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A change after which the project still makes sense, where another value alone takes the rest with
 * it: of a schedule's time another time, of a name the same in all that refers to it.
 */
final class Alternatives {

  /** The changes to make instead. */
  static Optional<List<Change>> of(Subject subject, Change change) {
    if (!(change instanceof Change.Edit edit)) {
      return Optional.empty();
    }
    Optional<List<Change>> other = edit.place().otherwise().map(p -> List.of(new Change.Edit(p)));
    return other.isPresent() || !edit.place().isName()
        ? other
        : Optional.of(renamed(subject, edit.place().text()));
  }

  private static List<Change> renamed(Subject subject, String name) {
    Pattern word = Pattern.compile("(?<![\\w-])" + Pattern.quote(name) + "(?![\\w-])");
    return subject.places().stream()
        .filter(p -> p.part() == Place.Part.VALUE && word.matcher(p.text()).find())
        .map(p -> (Change) new Change.Edit(renamed(subject, p, word, name)))
        .toList();
  }

  private static Place renamed(Subject subject, Place place, Pattern word, String name) {
    String text = subject.text(place.file());
    int start = place.mutation().start();
    int end = place.mutation().end();
    String now =
        word.matcher(text.substring(start, end)).replaceAll(Matcher.quoteReplacement(name + "x"));
    return place.with(new Mutation(start, end, now));
  }

  private Alternatives() {}
}
