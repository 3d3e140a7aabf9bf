package dev.m2d.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.m2d.naming.NameLedger.Entry;
import dev.m2d.naming.NameLedger.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names: identifiers, unique ones, frozen ones, the one somebody meant. */
final class NamesTest {

  @ParameterizedTest
  @CsvSource({
    "tap-csv, tap_csv",
    "Sales Receipts, sales_receipts",
    "a/b.c, a_b_c",
    "class, class_",
    "None, none",
    "123, _123",
    "Ünïcode, unicode",
    "東京, unnamed",
    "'', unnamed",
    "__x__, x",
    "--, unnamed",
    "ﬁle, file"
  })
  void anyTextHasAnIdentifier(String text, String identifier) {
    assertThat(PythonNames.identifier(text)).isEqualTo(identifier);
  }

  @Test
  void namesDifferEvenWhereCaseDoesNotCount() {
    NameAllocator names = new NameAllocator();
    names.reserve("taken");
    assertThat(names.allocate("daily", "a")).isEqualTo("daily");
    assertThat(names.allocate("DAILY", "b")).isEqualTo("DAILY_2");
    assertThat(names.allocate("daily", "c")).isEqualTo("daily_3");
    assertThat(names.allocate("Taken", "d")).isEqualTo("Taken_2");
    assertThat(names.allocate("other", "a")).isEqualTo("daily");
  }

  @Test
  void aFrozenNameIsGivenToNobodyElse() {
    NameAllocator names = new NameAllocator();
    assertThat(names.freeze("daily", "old")).isTrue();
    assertThat(names.freeze("daily", "old")).isTrue();
    assertThat(names.freeze("Daily", "other")).isFalse();
    assertThat(names.freeze("weekly", "old")).isFalse();
    assertThat(names.allocate("daily", "new")).isEqualTo("daily_2");
    assertThat(names.allocate("anything", "old")).isEqualTo("daily");
  }

  @Test
  void aNameStaysFrozenWhileItsOriginIsAway() {
    Entry away = new Entry(Kind.JOB, "nightly", "nightly_2");
    Entry old = new Entry(Kind.JOB, "daily", "daily");
    Entry fresh = new Entry(Kind.JOB, "daily", "daily_3");
    NameLedger merged =
        new NameLedger(List.of(old, away)).mergedUnder(new NameLedger(List.of(fresh)));
    Entry gone = new Entry(Kind.JOB, "nightly", "nightly_2", "", true);
    assertThat(merged.entries()).containsExactly(fresh, gone);
    assertThat(merged.name(Kind.JOB, "nightly")).contains("nightly_2");
    assertThat(merged.name(Kind.SCHEDULE, "nightly")).isEmpty();
  }

  @Test
  void oneOriginHasOneName() {
    List<Entry> two = List.of(new Entry(Kind.OP, "a", "x"), new Entry(Kind.OP, "a", "y"));
    assertThatThrownBy(() -> new NameLedger(two)).hasMessageContaining("two names for one OP `a`");
  }

  @ParameterizedTest
  @CsvSource({
    "target-psotgres, target-postgres",
    "TAP-CSV, tap-csv",
    "tap-cs, tap-csv",
    "tap-mysql, ''",
    "x, ''"
  })
  void theNearestNameIsMeant(String word, String meant) {
    List<String> known = List.of("tap-csv", "target-postgres", "target-jsonl");
    assertThat(DidYouMean.nearest(word, known).orElse("")).isEqualTo(meant);
  }
}
