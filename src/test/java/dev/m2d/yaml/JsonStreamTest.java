package dev.m2d.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonStreamTest {

  @Test
  void writesWhatTheGeneralWriterWrites() {
    Map<String, Value> all = new LinkedHashMap<>();
    StringBuilder every = new StringBuilder();
    for (char c = 0; c < 300; c++) {
      every.append(c);
    }
    all.put("every \"character\"\n", Value.text(every + "\u2028 \uFEFF \uD83D\uDE00 \uD83D"));
    all.put("long", Value.text(("x".repeat(8190) + "\n").repeat(5)));
    all.put("long key " + "k".repeat(20_000), Value.Int.of(-7));
    all.put("big", new Value.Int(new java.math.BigInteger("9".repeat(9000))));
    all.put("real", new Value.Real(1e22));
    all.put("none", new Value.Real(Double.NaN));
    all.put(
        "empty", new Value.Items(List.of(new Value.Fields(Map.of()), new Value.Items(List.of()))));
    all.put("flags", new Value.Items(List.of(new Value.Bool(true), new Value.Null())));
    all.put("date", new Value.Timestamp("2026-01-31"));
    Value deep = Value.text("bottom");
    for (int i = 0; i < 60; i++) {
      deep = i % 2 == 0 ? new Value.Items(List.of(deep)) : new Value.Fields(Map.of("k", deep));
    }
    all.put("deep", deep);
    Value document = new Value.Fields(Map.of("document", new Value.Fields(all)));

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonStream json = new JsonStream(out)) {
      json.map().map("document").putAll(all).endMap().endMap();
    }

    assertThat(out.toByteArray())
        .isEqualTo(JsonWriter.write(document).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void showsWhatTheFilterSays() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonStream json = new JsonStream(out)) {
      json.map();
      json.filter(
          new JsonStream.Filter() {
            @Override
            public Value field(String key, Value value) {
              return key.equals("token") ? Value.text("hidden") : value;
            }

            @Override
            public String text(String text) {
              return text.replace("d", "D");
            }
          });
      json.list("items").map().put("token", Value.text("abc")).endMap().endList();
      json.put("text", new Value.Items(List.of(Value.text("abcd")))).endMap();
    }

    assertThat(out.toString(StandardCharsets.UTF_8).replaceAll("\\s", ""))
        .isEqualTo("{\"items\":[{\"token\":\"hidden\"}],\"text\":[\"abcD\"]}");
  }
}
