package dev.m2d.compare.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.m2d.compare.Result;
import dev.m2d.compare.StreamResult;
import dev.m2d.compare.StreamResult.Example;
import dev.m2d.compare.explain.ColumnStatistics;
import dev.m2d.compare.explain.Deviation;
import dev.m2d.compare.explain.Difference;
import dev.m2d.compare.explain.Hint;
import dev.m2d.compare.schema.ColumnVerdict;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A result for programs: `verdict.json`, as `generator/schema/verdict.schema.json` has it. */
public final class VerdictJson {

  private static final int VERSION = 2;

  private final JsonGenerator json;
  private final Values values;

  private VerdictJson(JsonGenerator json, Values values) {
    this.json = json;
    this.values = values;
  }

  /** The text, with a line end. */
  public static String of(Result result, Values values) throws IOException {
    StringWriter text = new StringWriter();
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent));
      new VerdictJson(json, values).result(result);
    }
    return text + "\n";
  }

  private void result(Result result) throws IOException {
    json.writeStartObject();
    json.writeNumberField("schemaVersion", VERSION);
    json.writeStringField("verdict", Words.verdict(result.verdict()));
    json.writeStringField("left", result.left());
    json.writeStringField("right", result.right());
    json.writeBooleanField("values", values.isShown());
    new IdentityJson(json, values).write(result);
    json.writeArrayFieldStart("streams");
    for (StreamResult stream : result.streams()) {
      stream(stream);
    }
    json.writeEndArray();
    new ContractJson(json).write(result);
    json.writeEndObject();
  }

  private void stream(StreamResult stream) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", stream.name());
    json.writeStringField("verdict", Words.verdict(stream.verdict()));
    texts("reasons", stream.reason());
    json.writeObjectFieldStart("data");
    json.writeStringField("verdict", Words.verdict(stream.data()));
    json.writeNumberField("leftRows", stream.rows().left());
    json.writeNumberField("rightRows", stream.rows().right());
    json.writeNumberField("equal", stream.rows().equal());
    for (Difference.Kind kind : Difference.Kind.values()) {
      json.writeNumberField(Words.kind(kind), stream.count(kind));
    }
    json.writeNumberField("unexplained", stream.rows().unexplained());
    json.writeNumberField("acknowledged", stream.rows().acknowledged());
    json.writeNumberField("laterLeft", stream.rows().laterLeft());
    json.writeNumberField("laterRight", stream.rows().laterRight());
    json.writeEndObject();
    json.writeObjectFieldStart("schema");
    json.writeStringField("verdict", Words.verdict(stream.schema()));
    texts("columns", stream.columns());
    texts("onlyLeft", stream.onlyLeft());
    texts("onlyRight", stream.onlyRight());
    json.writeArrayFieldStart("types");
    for (ColumnVerdict type : stream.types()) {
      type(type);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeArrayFieldStart("deviations");
    for (Map.Entry<String, Deviation> column : stream.deviations().entrySet()) {
      json.writeStartObject();
      json.writeStringField("column", column.getKey());
      json.writeNumberField("rows", column.getValue().rows());
      json.writeNumberField("absolute", column.getValue().absolute());
      json.writeNumberField("relative", column.getValue().relative());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("unequal");
    for (Map.Entry<String, ColumnStatistics> column : Words.unequal(stream)) {
      column(column.getKey(), column.getValue());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("examples");
    for (Example example : stream.shown()) {
      example(example);
    }
    json.writeEndArray();
    texts("notes", stream.notes());
    json.writeEndObject();
  }

  private void type(ColumnVerdict type) throws IOException {
    json.writeStartObject();
    json.writeStringField("column", type.column());
    json.writeStringField("finding", type.finding().word());
    json.writeStringField("left", type.left());
    json.writeStringField("right", type.right());
    json.writeStringField("verdict", type.verdict().word());
    json.writeEndObject();
  }

  private void column(String name, ColumnStatistics statistics) throws IOException {
    json.writeStartObject();
    json.writeStringField("column", name);
    json.writeNumberField("count", statistics.unequal());
    json.writeObjectFieldStart("causes");
    for (Map.Entry<Hint, Long> cause : statistics.hints().entrySet()) {
      json.writeNumberField(cause.getKey().name().toLowerCase(Locale.ROOT), cause.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void example(Example example) throws IOException {
    Difference difference = example.difference();
    json.writeStartObject();
    json.writeStringField("kind", Words.kind(difference.kind()));
    json.writeNumberField("count", difference.count());
    json.writeStringField("left", example.left());
    json.writeStringField("right", example.right());
    json.writeObjectFieldStart("key");
    for (Map.Entry<String, String> part : example.key().entrySet()) {
      json.writeStringField(part.getKey(), values.of(part.getValue()));
    }
    json.writeEndObject();
    json.writeArrayFieldStart("cells");
    for (Difference.Cell cell : difference.cells()) {
      json.writeStartObject();
      json.writeStringField("column", cell.column());
      json.writeStringField("from", values.of(cell.from()));
      json.writeStringField("to", values.of(cell.to()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void texts(String name, List<String> texts) throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
