package dev.m2d.compare.selftest;

import dev.m2d.yaml.Value;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sets a bookmark ahead. */
final class StateFault {

  private static final Pattern MOMENT =
      Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})([T ])([0-9]{2}:[0-9]{2}:[0-9]{2})(.*)");

  /** What is kept during a run only, or is the name of a key. */
  private static final List<String> NO_BOOKMARK =
      List.of("replication_key_signpost", "starting_replication_value", "context", "schemaVersion");

  /** The states with the first bookmark that is a time or a number set ahead. */
  static Optional<Value> ahead(Value value) {
    if (value instanceof Value.Fields fields) {
      for (Map.Entry<String, Value> member : fields.values().entrySet()) {
        Optional<Value> changed =
            NO_BOOKMARK.contains(member.getKey()) ? Optional.empty() : ahead(member.getValue());
        if (changed.isPresent()) {
          Map<String, Value> copy = new LinkedHashMap<>(fields.values());
          copy.put(member.getKey(), changed.get());
          return Optional.of(new Value.Fields(copy));
        }
      }
      return Optional.empty();
    }
    if (value instanceof Value.Items items) {
      for (int i = 0; i < items.values().size(); i++) {
        Optional<Value> changed = ahead(items.values().get(i));
        if (changed.isPresent()) {
          List<Value> copy = new ArrayList<>(items.values());
          copy.set(i, changed.get());
          return Optional.of(new Value.Items(copy));
        }
      }
      return Optional.empty();
    }
    if (value instanceof Value.Int number) {
      return Optional.of(new Value.Int(number.value().add(BigInteger.ONE)));
    }
    return value.asText().flatMap(StateFault::later);
  }

  private static Optional<Value> later(String text) {
    Matcher moment = MOMENT.matcher(text);
    if (!moment.matches()) {
      return Optional.empty();
    }
    try {
      LocalDateTime time =
          LocalDateTime.parse(moment.group(1) + "T" + moment.group(3)).plusSeconds(1);
      String clock = time.toLocalTime().toString();
      String seconds = clock.length() == 5 ? clock + ":00" : clock;
      return Optional.of(
          new Value.Text(time.toLocalDate() + moment.group(2) + seconds + moment.group(4)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private StateFault() {}
}
