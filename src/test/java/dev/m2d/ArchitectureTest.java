package dev.m2d;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package may use which, where libraries stay, and what no class may depend on. */
final class ArchitectureTest {

  /** From the top down: a package imports only what stands in a later row. */
  private static final List<List<String>> ROWS =
      List.of(
          List.of("cli"),
          List.of("report.diff"),
          List.of("report", "output", "trace", "compare.report", "compare.selftest"),
          List.of("compare", "compare.gate", "output.merge"),
          List.of("compare.schema"),
          List.of("compare.explain", "compare.multiset", "compare.canon"),
          List.of("compare.state", "compare.files", "compare.performance"),
          List.of("compare.bundle"),
          List.of("compare.row"),
          List.of("compare.verdict"),
          List.of("account"),
          List.of("render"),
          List.of("plan"),
          List.of("proposal"),
          List.of("literal", "meltano.resolve"),
          List.of("connector", "dbt", "singer", "config", "scan"),
          List.of("scan.shell", "scan.python"),
          List.of("scan.text"),
          List.of("meltano"),
          List.of("compare.contract"),
          List.of("yaml", "naming"),
          List.of("diagnostic"));

  private static final Path MAIN = Path.of("src/main/java/dev/m2d");
  private static final int MAX_LINES = 400;

  /** {@code String.toLowerCase()} and its like take the default locale or character set. */
  private static final Set<String> OF_THE_MACHINE =
      Set.of(
          "java.lang.String.toLowerCase()",
          "java.lang.String.toUpperCase()",
          "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
          "java.lang.String.formatted([Ljava.lang.Object;)",
          "java.lang.String.getBytes()",
          "java.lang.String.<init>([B)",
          "java.io.PrintStream.printf(java.lang.String, [Ljava.lang.Object;)",
          "java.io.PrintWriter.printf(java.lang.String, [Ljava.lang.Object;)",
          "java.io.File.list()",
          "java.io.File.listFiles()");

  private static final Set<String> CLOCKS =
      Set.of("now", "currentTimeMillis", "nanoTime", "systemUTC", "systemDefaultZone", "random");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.m2d");

  @Test
  void packagesImportOnlyDownward() {
    for (int row = 0; row < ROWS.size(); row++) {
      for (String name : ROWS.get(row)) {
        String[] below =
            ROWS.stream()
                .skip(row + 1L)
                .flatMap(List::stream)
                .map(ArchitectureTest::full)
                .toArray(String[]::new);
        classes()
            .that()
            .resideInAPackage(full(name))
            .should()
            .onlyDependOnClassesThat(
                DescribedPredicate.describe(
                    "are its own, below it, or of a library",
                    c -> isLibrary(c) || c.getPackageName().equals(full(name)) || isOf(c, below)))
            .check(CLASSES);
      }
    }
  }

  @Test
  void everyPackageHasItsRow() throws IOException {
    List<String> known = ROWS.stream().flatMap(List::stream).sorted().toList();
    assertThat(packages()).containsExactlyElementsOf(known);
  }

  @Test
  void packagesFormNoCircle() {
    slices().matching("dev.m2d.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    for (String name : packages()) {
      Path info = MAIN.resolve(name.replace('.', '/')).resolve("package-info.java");
      assertThat(info).exists();
      assertThat(Files.readString(info)).as(name).startsWith("/**").contains("@NullMarked");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "org.yaml.snakeyaml.., yaml",
    "freemarker.., render",
    "org.eclipse.jgit.., output output.merge",
    "picocli.., cli",
    "com.fasterxml.jackson.., yaml singer output report report.diff compare.row compare.report",
    "org.apache.commons.csv.., compare.row compare.report"
  })
  void librariesStayWhereTheyAre(String library, String homes) {
    String[] packages =
        Stream.of(homes.split(" ", -1)).map(ArchitectureTest::full).toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrintsAndExits() {
    noClasses()
        .that()
        .resideOutsideOfPackage(full("cli"))
        .should(
            access(
                "print or exit",
                t ->
                    (t.getOwner().isEquivalentTo(System.class)
                            && Set.of("out", "err", "exit").contains(t.getName()))
                        || t.getName().equals("printStackTrace")))
        .check(CLASSES);
  }

  @Test
  void nothingAsksTheClock() {
    noClasses()
        .that()
        .resideOutsideOfPackage(full("cli"))
        .should(
            access(
                "ask the clock",
                t ->
                    CLOCKS.contains(t.getName())
                        && (t.getOwner().getPackageName().startsWith("java.time")
                            || t.getOwner().isEquivalentTo(System.class)
                            || t.getOwner().isEquivalentTo(Math.class))))
        .check(CLASSES);
    noClasses().should().dependOnClassesThat().belongToAnyOf(java.util.Date.class).check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(java.util.Calendar.class, java.text.DateFormat.class)
        .check(CLASSES);
  }

  @Test
  void nothingTakesTheMachinesLocaleOrCharacterSet() {
    noClasses()
        .should(
            access(
                "depend on the machine's locale, time zone or character set",
                t ->
                    OF_THE_MACHINE.contains(t.getFullName())
                        || (t.getName().matches("getDefault|defaultCharset")
                            && Stream.of(Locale.class, TimeZone.class, Charset.class)
                                .anyMatch(t.getOwner()::isEquivalentTo))))
        .check(CLASSES);
  }

  @Test
  void theComparisonKnowsNeitherSide() throws IOException {
    try (Stream<Path> files = Files.walk(MAIN.resolve("compare"))) {
      for (Path source : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        assertThat(Files.readString(source).toLowerCase(Locale.ROOT))
            .as(source.toString())
            .doesNotContain("meltano", "dagster");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"src/main", "src/test/java", "templates"})
  void filesStaySmall(String root) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(root))) {
      List<Path> sources =
          files.filter(f -> f.toString().matches(".*\\.(java|py|ftl|yaml)")).toList();
      assertThat(sources).isNotEmpty();
      for (Path source : sources) {
        assertThat(Files.readAllLines(source)).as(source.toString()).hasSizeLessThan(MAX_LINES + 1);
      }
    }
  }

  private static List<String> packages() throws IOException {
    try (Stream<Path> files = Files.walk(MAIN)) {
      return files
          .filter(f -> f.toString().endsWith(".java"))
          .map(f -> MAIN.relativize(f.getParent()).toString().replace('/', '.'))
          .distinct()
          .sorted()
          .toList();
    }
  }

  private static String full(String name) {
    return "dev.m2d." + name;
  }

  private static boolean isLibrary(JavaClass c) {
    return !c.getBaseComponentType().getPackageName().startsWith("dev.m2d");
  }

  private static boolean isOf(JavaClass c, String... packages) {
    return Set.of(packages).contains(c.getBaseComponentType().getPackageName());
  }

  /** What a class must not do: a call or a read of a field. */
  private static ArchCondition<JavaClass> access(
      String what, java.util.function.Predicate<AccessTarget> target) {
    return new ArchCondition<>(what) {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (JavaAccess<?> access : item.getAccessesFromSelf()) {
          if (target.test(access.getTarget())) {
            events.add(SimpleConditionEvent.satisfied(item, access.getDescription()));
          }
        }
      }
    };
  }
}
