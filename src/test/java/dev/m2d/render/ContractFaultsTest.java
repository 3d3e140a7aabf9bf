package dev.m2d.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.m2d.render.Contract.Component;
import dev.m2d.render.Contract.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build finds wrong with the contract itself, each shown with a planted fault. */
final class ContractFaultsTest {

  private static final Path PLAN = Path.of("src/main/java/dev/m2d/plan");

  /** For templates of projects that add to them; the built-in writes them as a whole. */
  private static final Set<String> FOR_OVERRIDES =
      Set.of("Requirements.runtime", "Requirements.development");

  private static final Contract CONTRACT = TemplateContract.read();

  @TempDir private Path temporary;

  @Test
  void everyComponentIsRead() throws IOException {
    assertThat(unread(CONTRACT, mainSources())).isEmpty();
  }

  @Test
  void aComponentThatNobodyReadsIsFound() throws IOException {
    View view = CONTRACT.view("workspace.yaml.ftl");
    TreeMap<String, Component> more = new TreeMap<>(view.components());
    more.put("idle", new Component("idle", "text", false, false, "nothing"));
    TreeMap<String, View> views = new TreeMap<>(CONTRACT.views());
    views.put(view.name(), new View(view.name(), view.about(), view.source(), more));

    assertThat(unread(new Contract(CONTRACT.templates(), views), mainSources()))
        .containsExactly("DagsterPlan.idle");
  }

  @Test
  void aComponentWithoutWordsIsFound() throws IOException {
    plant("StreamPlan.java", "(?m)^ \\* @param table .*\n", "");
    assertThatThrownBy(() -> TemplateContract.read(temporary))
        .hasMessage("StreamPlan.table has no @param");
  }

  @Test
  void aRecordWithoutWordsIsFound() throws IOException {
    plant("StubPlan.java", "(?s)/\\*\\*.*?\\*/\n(?=public record)", "");
    assertThatThrownBy(() -> TemplateContract.read(temporary))
        .hasMessage("no Javadoc on record StubPlan");
  }

  @Test
  void aTemplateWithoutHeadOrWithAnotherIsFound() {
    String text = BuiltInTemplates.text("workspace.yaml.ftl");
    assertThat(TemplateContract.headProblem("workspace.yaml.ftl", text)).isEmpty();
    assertThat(
            TemplateContract.headProblem(
                "workspace.yaml.ftl", text.replace("DagsterPlan", "JobPlan")))
        .contains("templates/workspace.yaml.ftl says that it sees JobPlan; it sees DagsterPlan");
    assertThat(TemplateContract.headProblem("workspace.yaml.ftl", "load_from:\n"))
        .contains("templates/workspace.yaml.ftl does not say what it sees and makes");
    String silent = text.replaceFirst("\n<#-- .* -->\n", "\n");
    assertThat(TemplateContract.headProblem("workspace.yaml.ftl", silent))
        .contains("templates/workspace.yaml.ftl does not say what it sees and makes");
  }

  /** A copy of the plan's sources with a fault in one of them. */
  private void plant(String file, String pattern, String instead) throws IOException {
    try (Stream<Path> sources = Files.list(PLAN)) {
      for (Path source : sources.toList()) {
        Files.copy(source, temporary.resolve(source.getFileName()));
      }
    }
    Path planted = temporary.resolve(file);
    String text = Files.readString(planted);
    Files.writeString(planted, text.replaceFirst(pattern, instead));
    assertThat(Files.readString(planted)).isNotEqualTo(text);
  }

  /** Components that no template reads, and no Java either. */
  private static List<String> unread(Contract contract, String java) {
    Set<String> read = new HashSet<>();
    TemplateEngine engine = new TemplateEngine(Overrides.none());
    for (Template template : Templates.ALL) {
      read.addAll(
          TemplateCheck.shipped(
                  "templates/" + template.name(),
                  engine.tree(template.name()),
                  template.view().getSimpleName(),
                  contract)
              .read());
    }
    List<String> unread = new ArrayList<>();
    for (View view : contract.views().values()) {
      for (String name : view.components().keySet()) {
        Pattern call = Pattern.compile("(\\.|::)" + name + "\\b(?!\\s*=)");
        String component = view.name() + "." + name;
        if (!read.contains(component)
            && !FOR_OVERRIDES.contains(component)
            && !call.matcher(java).find()) {
          unread.add(component);
        }
      }
    }
    return unread;
  }

  private static String mainSources() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
