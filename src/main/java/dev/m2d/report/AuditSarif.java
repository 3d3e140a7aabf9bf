package dev.m2d.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Note;
import dev.m2d.diagnostic.Span;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/** The findings of the audit as SARIF 2.1.0, for the lines of a pull request. */
public final class AuditSarif {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String prefix;
  private final Optional<Since> since;

  private AuditSarif(String prefix, Optional<Since> since) {
    this.prefix = prefix;
    this.since = since;
  }

  /**
   * The whole log.
   *
   * @param version of m2d
   * @param prefix the way from the root of the repository to the project, ended by `/`, or empty
   */
  public static String render(Audit audit, String version, String prefix, Optional<Since> since) {
    return AuditJson.text(new AuditSarif(prefix, since).log(audit, version));
  }

  private ObjectNode log(Audit audit, String version) {
    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json").put("version", "2.1.0");
    ObjectNode run = root.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "m2d").put("semanticVersion", version);
    List<Code> codes = audit.findings().stream().map(Diagnostic::code).distinct().sorted().toList();
    ArrayNode rules = driver.putArray("rules");
    codes.forEach(code -> rule(rules.addObject(), code));
    run.put("columnKind", "unicodeCodePoints");
    ArrayNode results = run.putArray("results");
    for (Diagnostic d : audit.findings()) {
      result(results.addObject(), d, codes.indexOf(d.code()));
    }
    return root;
  }

  private static void rule(ObjectNode node, Code code) {
    node.put("id", code.name());
    node.putObject("shortDescription").put("text", code.title() + ".");
    node.putObject("help").put("text", code.remedy());
    node.putObject("defaultConfiguration").put("level", code.severity().label());
  }

  private void result(ObjectNode node, Diagnostic d, int index) {
    node.put("ruleId", d.code().name()).put("ruleIndex", index).put("level", d.severity().label());
    String text = d.message() + d.hint().map(h -> " " + h).orElse("");
    node.putObject("message").put("text", text);
    d.at().ifPresent(at -> place(node.putArray("locations").addObject(), at));
    if (!d.related().isEmpty()) {
      ArrayNode related = node.putArray("relatedLocations");
      for (Note note : d.related()) {
        ObjectNode one = related.addObject();
        place(one, note.at());
        one.putObject("message").put("text", note.message());
      }
    }
    since.ifPresent(s -> node.put("baselineState", s.isNew(d) ? "new" : "unchanged"));
  }

  private void place(ObjectNode node, Span at) {
    ObjectNode physical = node.putObject("physicalLocation");
    physical.putObject("artifactLocation").put("uri", uri(prefix + at.file()));
    ObjectNode region = physical.putObject("region");
    region.put("startLine", at.line()).put("startColumn", at.column());
    region.put("endLine", Math.max(at.line(), at.endLine()));
    region.put(
        "endColumn",
        at.endLine() > at.line() ? at.endColumn() : Math.max(at.column(), at.endColumn()));
  }

  /** A relative reference; a first segment with a colon would be taken for a scheme. */
  private static String uri(String path) {
    try {
      String safe = path.split("/", 2)[0].contains(":") ? "./" + path : path;
      return new URI(null, null, safe, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
