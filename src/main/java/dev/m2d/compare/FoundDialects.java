package dev.m2d.compare;

import dev.m2d.compare.row.Dialect;
import dev.m2d.compare.row.DialectGuess;
import dev.m2d.compare.row.Format;
import dev.m2d.compare.row.RowSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is said of dialects that were found out: who reads it may know better. */
final class FoundDialects {

  /** For one side of a stream a sentence, for several when its files have several. */
  static List<String> notes(RowSet rows, String side, DialectGuess guess) {
    Map<Dialect, Integer> found = new LinkedHashMap<>();
    for (int i = 0; i < rows.files().size(); i++) {
      if (rows.formats().get(i) instanceof Format.Csv csv
          && guess.isFound(rows.files().get(i), csv.dialect())) {
        found.merge(csv.dialect(), 1, Integer::sum);
      }
    }
    List<String> notes = new ArrayList<>();
    int all = rows.files().size();
    found.forEach(
        (dialect, files) ->
            notes.add(
                "read on the "
                    + side
                    + " with "
                    + dialect.text()
                    + ", as found out"
                    + (files == all ? "" : " of " + files + " of " + all + " files")));
    return notes;
  }

  private FoundDialects() {}
}
