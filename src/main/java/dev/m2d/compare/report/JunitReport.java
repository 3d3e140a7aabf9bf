package dev.m2d.compare.report;

import dev.m2d.compare.Result;
import dev.m2d.compare.StreamResult;
import dev.m2d.compare.explain.ColumnStatistics;
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
  private record Case(String name, Verdict verdict, String message) {}

  /** The text. */
  public static String of(Result result) throws XMLStreamException {
    StringWriter text = new StringWriter();
    XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    xml.writeAttribute("name", "m2d compare");
    for (StreamResult stream : result.streams()) {
      new JunitReport(xml).stream(stream);
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeEndDocument();
    xml.close();
    return text + "\n";
  }

  private void stream(StreamResult stream) throws XMLStreamException {
    List<Case> cases = new ArrayList<>();
    String reason = String.join("; ", stream.reason());
    cases.add(new Case("schema", stream.schema(), reason));
    cases.add(new Case("rows", stream.data(), reason));
    for (Map.Entry<String, ColumnStatistics> column : Words.unequal(stream)) {
      ColumnStatistics found = column.getValue();
      cases.add(
          new Case(
              "column:" + column.getKey(),
              Verdict.DIFFERENT,
              Words.number(found.unequal()) + " unequal; " + Words.causes(found)));
    }
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", clean(stream.name()));
    xml.writeAttribute("tests", Integer.toString(cases.size()));
    xml.writeAttribute("failures", count(cases, Verdict.DIFFERENT));
    xml.writeAttribute("errors", count(cases, Verdict.INCONCLUSIVE));
    for (Case test : cases) {
      xml.writeCharacters("\n    ");
      xml.writeStartElement("testcase");
      xml.writeAttribute("classname", clean(stream.name()));
      xml.writeAttribute("name", clean(test.name()));
      if (test.verdict() != Verdict.EQUAL) {
        xml.writeEmptyElement(test.verdict() == Verdict.DIFFERENT ? "failure" : "error");
        xml.writeAttribute("type", Words.verdict(test.verdict()));
        xml.writeAttribute("message", clean(test.message()));
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
