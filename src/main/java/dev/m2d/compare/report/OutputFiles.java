package dev.m2d.compare.report;

import dev.m2d.compare.Result;
import dev.m2d.compare.StreamResult;
import dev.m2d.naming.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamException;

/** All files that a comparison leaves, by their paths. */
public final class OutputFiles {

  private static final int MOST_OF_A_NAME = 120;

  /** The bytes of each file; the verdict comes last. */
  public static Map<String, byte[]> of(Result result, Values values) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (StreamResult stream : result.streams()) {
      if (!stream.examples().isEmpty()) {
        put(files, "diffs/" + fileName(stream.name()) + ".csv", DiffCsv.of(stream, values));
      }
    }
    try {
      put(files, "report.html", HtmlReport.of(result, values));
      put(files, "junit.xml", JunitReport.of(result));
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
    put(files, "report.md", MarkdownReport.of(result, values));
    put(files, "verdict.json", VerdictJson.of(result, values));
    return files;
  }

  /** A long name ends with a hash of what was cut off: file systems allow 255 bytes. */
  private static String fileName(String stream) {
    String name = stream.replaceAll("[^A-Za-z0-9._-]+", "_");
    return name.length() <= MOST_OF_A_NAME
        ? name
        : name.substring(0, MOST_OF_A_NAME) + "-" + Sha256.of(stream).substring(0, 12);
  }

  private static void put(Map<String, byte[]> files, String path, String text) {
    String free = path;
    for (int i = 2; files.containsKey(free); i++) {
      free = path.replaceFirst("(\\.[a-z]+)$", "-" + i + "$1");
    }
    files.put(free, text.getBytes(StandardCharsets.UTF_8));
  }

  private OutputFiles() {}
}
