package dev.m2d.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** A long text is read by two threads, and means what it means to one. */
@Timeout(60)
class EventsAheadTest {

  private static final String ITEM = "- {name: 'a', value: [1, two, \"drei\"]} # words\n";

  private static ParserImpl parser(String text) {
    return new ParserImpl(new StreamReader(text), new LoaderOptions());
  }

  private static List<String> all(Parser parser) {
    List<String> events = new ArrayList<>();
    boolean isLast = false;
    while (!isLast) {
      Event event = parser.getEvent();
      events.add(event + " " + event.getStartMark().getIndex());
      isLast = event.is(Event.ID.StreamEnd);
    }
    return events;
  }

  @Test
  void theEventsAreTheSame() {
    for (int items : new int[] {0, 1, 21, 1000}) {
      String text = ITEM.repeat(items);
      try (EventsAhead ahead = new EventsAhead(parser(text))) {
        assertThat(ahead.peekEvent().is(Event.ID.StreamStart)).isTrue();
        assertThat(all(ahead)).isEqualTo(all(parser(text)));
      }
    }
  }

  @Test
  void aFailureComesAfterTheEventsBeforeIt() {
    String text = ITEM.repeat(1000) + "- {";
    try (EventsAhead ahead = new EventsAhead(parser(text))) {
      List<Event> events = new ArrayList<>();
      assertThatThrownBy(
              () -> {
                while (true) {
                  events.add(ahead.getEvent());
                }
              })
          .isInstanceOf(YAMLException.class);
      assertThat(events).hasSizeGreaterThan(5000);
      assertThatThrownBy(ahead::peekEvent).isInstanceOf(YAMLException.class);
    }
  }

  @Test
  void aLongTextWithAFaultIsRefusedWithItsPlace() {
    Diagnostics sink = new Diagnostics();
    String text = ITEM.repeat(3000) + "\tb\n";
    assertThat(YamlReader.read(new SourceFile("long.yml", text), sink)).isEmpty();
    assertThat(sink.sorted()).hasSize(1);
    assertThat(sink.sorted().get(0).at())
        .hasValueSatisfying(s -> assertThat(s.line()).isEqualTo(3001));
  }

  @Test
  void aTextThatWasBegunIsReadLikeAnyOther() {
    String text = ITEM.repeat(3000);
    Diagnostics sink = new Diagnostics();
    YamlNode usual = YamlReader.read(new SourceFile("long.yml", text), sink).orElseThrow();
    YamlReader.begin(text);
    assertThat(YamlReader.read(new SourceFile("long.yml", text), sink)).hasValue(usual);
    YamlReader.begin(text + ITEM);
    assertThat(YamlReader.read(new SourceFile("long.yml", text), sink)).hasValue(usual);
    assertThat(YamlReader.read(new SourceFile("long.yml", text), sink)).hasValue(usual);
    assertThat(sink.sorted()).isEmpty();
  }

  @Test
  void itsThreadEndsWhenNobodyReadsOn() throws InterruptedException {
    int before = threads();
    for (int i = 0; i < 5; i++) {
      try (EventsAhead ahead = new EventsAhead(parser(ITEM.repeat(100_000)))) {
        assertThat(ahead.getEvent().is(Event.ID.StreamStart)).isTrue();
      }
    }
    for (int i = 0; i < 100 && threads() > before; i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertThat(threads()).isEqualTo(before);
  }

  private static int threads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().equals("yaml"))
            .count();
  }

  /**
   * As where the memory is at its end: nothing can be handed over any more, not even the failure.
   */
  @Test
  void nobodyWaitsForAThreadThatHasEnded() {
    ParserImpl parser =
        new ParserImpl(new StreamReader(ITEM), new LoaderOptions()) {
          @Override
          public Event getEvent() {
            Thread.currentThread().interrupt();
            return super.getEvent();
          }
        };
    try (EventsAhead ahead = new EventsAhead(parser)) {
      assertThatThrownBy(ahead::peekEvent).isInstanceOf(OutOfMemoryError.class);
    }
  }
}
