package dev.m2d.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.m2d.meltano.resolve.Facts;
import dev.m2d.meltano.resolve.FactsRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What `m2d inspect --json --unsafe` says about many projects, in one process: a line of the file
 * is a request as the oracle takes it, its answer goes into the folder under the line's number.
 */
public final class FactsBatch {

  /** Arguments: the file of requests, the folder of answers, the time that counts as now. */
  public static void main(String[] args) throws IOException {
    LocalDateTime now = LocalDateTime.parse(args[2]);
    ObjectMapper json = new ObjectMapper();
    int number = 0;
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      Path answer = Path.of(args[1], number++ + ".json");
      Files.writeString(answer, document(json.readTree(line), now) + "\n");
    }
  }

  private static String document(JsonNode request, LocalDateTime now) {
    Map<String, String> process = new LinkedHashMap<>();
    for (String name : new String[] {"PATH", "HOME"}) {
      process.put(name, System.getenv().getOrDefault(name, "/"));
    }
    process.put("LANG", "C.UTF-8");
    request.path("env").properties().forEach(e -> process.put(e.getKey(), e.getValue().asText()));
    Path root = Path.of(request.get("project").asText());
    List<String> runs = new ArrayList<>();
    request.path("run").forEach(r -> runs.add(r.asText()));
    Optional<FactsRequest.Discovered> discovered =
        Optional.ofNullable(request.get("tap"))
            .map(
                tap ->
                    new FactsRequest.Discovered(
                        tap.asText(), Path.of(request.get("catalog").asText())));
    FactsRequest facts =
        new FactsRequest(
            String.valueOf(root.getFileName()),
            Optional.ofNullable(request.get("environment")).map(JsonNode::asText),
            Optional.ofNullable(request.get("env_file")).map(f -> Path.of(f.asText())),
            process,
            now,
            true,
            runs,
            discovered);
    try {
      return Facts.of(root, facts).text();
    } catch (RuntimeException | StackOverflowError e) {
      // One project that breaks the tool is a difference, and no reason to judge no other.
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return json(trace.toString());
    }
  }

  private static String json(String trace) {
    try {
      return new ObjectMapper().writeValueAsString(Map.of("trace", trace));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FactsBatch() {}
}
