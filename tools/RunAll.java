import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs m2d many times in one process: a line a run in the file given, its arguments separated by
 * tabs. On standard output and on the output of errors a line {@code == NUMBER} begins what a run
 * says; the last line of its output is {@code status STATUS}. Run with the jar of m2d on the class
 * path.
 */
final class RunAll {
  public static void main(String[] args) throws Exception {
    Method run = Class.forName("dev.m2d.cli.Main").getDeclaredMethod("run", String[].class);
    run.setAccessible(true);
    int number = 0;
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      System.out.println("== " + number);
      System.err.println("== " + number++);
      Object[] call = {line.split("\t")};
      int status = (int) run.invoke(null, call);
      System.out.println("status " + status);
    }
  }

  private RunAll() {}
}
