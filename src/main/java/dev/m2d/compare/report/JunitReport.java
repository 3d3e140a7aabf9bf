package dev.m2d.compare.report;

import dev.m2d.compare.Result;
import dev.m2d.compare.StreamResult;
import dev.m2d.compare.explain.ColumnStatistics;
import dev.m2d.compare.verdict.Part;
import dev.m2d.compare.verdict.Verdict;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A result as JUnit XML: a suite for each stream, with a test for its rows, schema and columns. */
public final class JunitReport {

  private final XMLStreamWriter xml;

  private JunitReport(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /** One test: the message of a failure or an error, or none. */
  private record Case(String name, Verdict verdict, String message, String skipped) {}

  /** The text. */
  public static String of(Result result) throws XMLStreamException {
    StringWriter text = new StringWriter();
    XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    xml.writeAttribute("name", "m2d compare");
    JunitReport report = new JunitReport(xml);
    report.suite("pair", pair(result));
    for (StreamResult stream : result.streams()) {
      report.stream(result, stream);
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeEndDocument();
    xml.close();
    return text + "\n";
  }

  /** What is no comparison of rows; what makes the pair invalid is an error. */
  private static List<Case> pair(Result result) {
    List<Case> cases = new ArrayList<>();
    cases.add(new Case("verdict", result.verdict(), Words.headline(result), ""));
    if (result.pair().isPresent()) {
      String invalid = String.join("; ", result.invalid());
      cases.add(
          new Case("valid", invalid.isEmpty() ? Verdict.EQUAL : Verdict.INCONCLUSIVE, invalid, ""));
    }
    for (Part part : result.parts()) {
      String name = part.name() + part.subject().map(s -> ":" + s).orElse("");
      cases.add(new Case(name, part.verdict(), String.join("; ", part.reasons()), ""));
    }
    return cases;
  }

  private void stream(Result result, StreamResult stream) throws XMLStreamException {
    List<Case> cases = new ArrayList<>();
    String reason = String.join("; ", stream.reason());
    cases.add(new Case("schema", stream.schema(), reason, ""));
    cases.add(new Case("rows", stream.data(), reason, ""));
    for (Map.Entry<String, ColumnStatistics> column : Words.unequal(stream)) {
      cases.add(
          new Case(
              "column:" + column.getKey(), Verdict.DIFFERENT, Words.found(column.getValue()), ""));
    }
    for (Result.KnownUse known : result.known()) {
      if (known.stream().equals(stream.name()) && known.used() > 0) {
        String accepted = known.id() + ": " + Words.number(known.used()) + ", " + known.reason();
        cases.add(new Case("known:" + known.column(), Verdict.EQUAL, "", accepted));
      }
    }
    suite(stream.name(), cases);
  }

  private void suite(String name, List<Case> cases) throws XMLStreamException {
    if (cases.isEmpty()) {
      return;
    }
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", clean(name));
    xml.writeAttribute("tests", Integer.toString(cases.size()));
    xml.writeAttribute("failures", count(cases, Verdict.DIFFERENT));
    xml.writeAttribute("errors", count(cases, Verdict.INCONCLUSIVE));
    long skipped = cases.stream().filter(c -> !c.skipped().isEmpty()).count();
    xml.writeAttribute("skipped", Long.toString(skipped));
    for (Case test : cases) {
      xml.writeCharacters("\n    ");
      xml.writeStartElement("testcase");
      xml.writeAttribute("classname", clean(name));
      xml.writeAttribute("name", clean(test.name()));
      if (test.verdict() != Verdict.EQUAL) {
        xml.writeEmptyElement(test.verdict() == Verdict.DIFFERENT ? "failure" : "error");
        xml.writeAttribute("type", Words.verdict(test.verdict()));
        xml.writeAttribute("message", clean(test.message()));
      } else if (!test.skipped().isEmpty()) {
        xml.writeEmptyElement("skipped");
        xml.writeAttribute("message", clean(test.skipped()));
      }
      xml.writeEndElement();
    }
    xml.writeCharacters("\n  ");
    xml.writeEndElement();
  }

  private static String count(List<Case> cases, Verdict verdict) {
    return Long.toString(cases.stream().filter(c -> c.verdict() == verdict).count());
  }

  /** XML has no place for most control characters. */
  static String clean(String text) {
    return text.replaceAll("[^\\x09\\x0A\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "?");
  }
}
