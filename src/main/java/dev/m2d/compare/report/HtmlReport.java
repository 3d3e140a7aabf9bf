package dev.m2d.compare.report;

import dev.m2d.compare.Result;
import dev.m2d.compare.StreamResult;
import dev.m2d.compare.StreamResult.Example;
import dev.m2d.compare.explain.ColumnStatistics;
import dev.m2d.compare.explain.Difference;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** A result as one page that needs nothing else: no script, no font, no network. */
public final class HtmlReport {

  private static final int WORDS = 2;

  private final XMLStreamWriter page;
  private final Values values;

  private HtmlReport(XMLStreamWriter page, Values values) {
    this.page = page;
    this.values = values;
  }

  /** The text. */
  public static String of(Result result, Values values) throws XMLStreamException, IOException {
    StringWriter text = new StringWriter();
    text.write("<!doctype html>\n");
    XMLStreamWriter page = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
    new HtmlReport(page, values).page(result);
    page.close();
    return text + "\n";
  }

  private void page(Result result) throws XMLStreamException, IOException {
    start("html");
    page.writeAttribute("lang", "en");
    start("head");
    page.writeEmptyElement("meta");
    page.writeAttribute("charset", "utf-8");
    page.writeEmptyElement("meta");
    page.writeAttribute("name", "viewport");
    page.writeAttribute("content", "width=device-width");
    text("title", null, "m2d compare: " + Words.verdict(result.verdict()));
    start("style");
    page.writeCharacters(style());
    end();
    end();
    start("body");
    text("h1", Words.verdict(result.verdict()), Words.headline(result));
    pair("Left", result.left());
    pair("Right", result.right());
    if (!values.isShown()) {
      text("p", "quiet", "Values are masked: 9 stands for a digit, a and A for letters.");
    }
    for (String line : result.invalid()) {
      rich("p", "inconclusive", line);
    }
    table(result);
    sections(Section.before(result), "h2");
    for (StreamResult stream : result.streams()) {
      if (Section.isNeeded(stream)) {
        stream(stream);
      }
    }
    sections(Section.after(result), "h2");
    end();
    end();
    page.writeEndDocument();
  }

  private void sections(List<Section> sections, String head) throws XMLStreamException {
    for (Section section : sections) {
      text(head, null, section.title());
      startClass("div", "scroll");
      start("table");
      if (section.heads().stream().anyMatch(h -> !h.isEmpty())) {
        start("tr");
        for (String cell : section.heads()) {
          text("th", null, cell);
        }
        end();
      }
      for (List<String> row : section.rows()) {
        start("tr");
        for (int i = 0; i < row.size(); i++) {
          boolean isVerdict = section.heads().get(i).equals("verdict");
          rich("td", isVerdict ? row.get(i) : null, row.get(i));
        }
        end();
      }
      end();
      end();
    }
  }

  private void pair(String name, String value) throws XMLStreamException {
    start("div");
    page.writeCharacters(name + ": ");
    text("code", null, value);
    end();
  }

  private void table(Result result) throws XMLStreamException {
    startClass("div", "scroll");
    start("table");
    start("tr");
    for (int i = 0; i < Words.HEADS.size(); i++) {
      text("th", i < WORDS ? null : "number", Words.HEADS.get(i));
    }
    end();
    for (StreamResult stream : result.streams()) {
      start("tr");
      List<String> cells = Words.cells(stream);
      for (int i = 0; i < cells.size(); i++) {
        text("td", i == 1 ? cells.get(1) : i == 0 ? null : "number", cells.get(i));
      }
      end();
    }
    end();
    end();
  }

  private void stream(StreamResult stream) throws XMLStreamException {
    text("h2", null, stream.name());
    text("p", Words.verdict(stream.verdict()), Words.verdict(stream.verdict()));
    start("ul");
    for (String line : stream.reason()) {
      rich("li", null, line);
    }
    for (String line : Words.unexplained(stream)) {
      rich("li", null, line);
    }
    for (String line : Words.notHeld(stream)) {
      rich("li", null, line);
    }
    for (String line : stream.notes()) {
      rich("li", "quiet", line);
    }
    end();
    sections(Section.of(stream), "h3");
    columns(Words.unequal(stream));
    for (Difference.Kind kind : Difference.Kind.values()) {
      examples(
          kind,
          stream.count(kind),
          stream.shown().stream().filter(e -> e.difference().kind() == kind).toList());
    }
  }

  private void columns(List<Map.Entry<String, ColumnStatistics>> columns)
      throws XMLStreamException {
    if (columns.isEmpty()) {
      return;
    }
    text("h3", null, "Columns that differ");
    start("table");
    for (Map.Entry<String, ColumnStatistics> column : columns) {
      start("tr");
      start("td");
      text("code", null, column.getKey());
      end();
      text("td", "number", Words.number(column.getValue().unequal()));
      text("td", null, Words.causes(column.getValue()));
      end();
    }
    end();
  }

  private void examples(Difference.Kind kind, long count, List<Example> examples)
      throws XMLStreamException {
    if (examples.isEmpty()) {
      return;
    }
    start("details");
    page.writeAttribute("open", "open");
    String shown = examples.size() < count ? ", " + examples.size() + " shown" : "";
    text("summary", null, Words.kind(kind) + ": " + Words.number(count) + shown);
    startClass("div", "scroll");
    start("table");
    for (Example example : examples) {
      start("tr");
      text("td", null, Words.places(example));
      start("td");
      for (Map.Entry<String, String> part : example.key().entrySet()) {
        start("div");
        page.writeCharacters(part.getKey() + " ");
        text("span", "value", values.text(part.getValue()));
        end();
      }
      end();
      start("td");
      for (Difference.Cell cell : example.difference().cells()) {
        start("div");
        page.writeCharacters(cell.column() + " ");
        text("span", "value from", values.text(cell.from()));
        page.writeCharacters(" \u2192 ");
        text("span", "value to", values.text(cell.to()));
        end();
      }
      end();
      end();
    }
    end();
    end();
    end();
  }

  private void start(String element) throws XMLStreamException {
    page.writeStartElement(element);
  }

  private void startClass(String element, String style) throws XMLStreamException {
    start(element);
    page.writeAttribute("class", style);
  }

  private void end() throws XMLStreamException {
    page.writeEndElement();
  }

  private void text(String element, @Nullable String style, String text) throws XMLStreamException {
    start(element);
    if (style != null) {
      page.writeAttribute("class", style);
    }
    page.writeCharacters(JunitReport.clean(text));
    end();
  }

  /** Names stand between back-quotes. */
  private void rich(String element, @Nullable String style, String text) throws XMLStreamException {
    start(element);
    if (style != null && !style.isEmpty()) {
      page.writeAttribute("class", style);
    }
    String[] pieces = JunitReport.clean(text).split("`", -1);
    for (int i = 0; i < pieces.length; i++) {
      if (i % 2 == 1 && i < pieces.length - 1) {
        text("code", null, pieces[i]);
      } else {
        page.writeCharacters((i % 2 == 1 ? "`" : "") + pieces[i]);
      }
    }
    end();
  }

  private static String style() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(HtmlReport.class.getResourceAsStream("/compare/report.css"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
