import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs `m2d generate PROJECT -o OUTPUT` many times in one process: a line a run in the file given,
 * the two separated by a tab. Prints the exit status of each, a line a run. Run with the jar of m2d
 * on the class path.
 */
final class GenerateAll {
  public static void main(String[] args) throws Exception {
    Method run = Class.forName("dev.m2d.cli.Main").getDeclaredMethod("run", String[].class);
    run.setAccessible(true);
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      String[] parts = line.split("\t");
      Object[] call = {new String[] {"generate", parts[0], "-o", parts[1]}};
      System.err.println("== " + parts[0]);
      System.out.println("status " + run.invoke(null, call));
    }
  }

  private GenerateAll() {}
}
