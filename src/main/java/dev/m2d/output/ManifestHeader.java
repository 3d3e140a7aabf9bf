package dev.m2d.output;

import com.fasterxml.jackson.databind.JsonNode;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a manifest says of the run that wrote it. */
final class ManifestHeader {

  /** Of releases and of what is built on the way to one; `development` is run from classes. */
  private static final Pattern VERSION =
      Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,6}){0,3}([-+][0-9A-Za-z.+-]{1,40})?|development");

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** The way from the output to the Meltano project. */
  private static final Map<String, Pattern> OPTIONS =
      Map.of("meltanoProject", Pattern.compile("(?!/)[^\\\\\\p{Cntrl}]{1,4096}"));

  /**
   * Reads it.
   *
   * @param own the version of this m2d; null where it has none
   */
  static Manifest.Header read(JsonNode root, @Nullable String own) throws RefusedException {
    String version = ManifestJson.text(root, "toolVersion");
    if (!VERSION.matcher(version).matches()) {
      throw ManifestJson.refused(
          "has the toolVersion `" + ManifestJson.shown(version) + "`, which is none");
    }
    if (own != null && isNewer(version, own)) {
      throw newer(version, own);
    }
    SortedMap<String, String> inputs = ManifestJson.texts(root, "inputs");
    for (Map.Entry<String, String> input : inputs.entrySet()) {
      if (!SHA256.matcher(input.getValue()).matches()) {
        throw ManifestJson.refused(
            "has no SHA-256 in `inputs` of `" + ManifestJson.shown(input.getKey()) + "`");
      }
    }
    SortedMap<String, String> options = ManifestJson.texts(root, "options");
    for (Map.Entry<String, String> option : options.entrySet()) {
      Pattern form = OPTIONS.get(option.getKey());
      String shown = "`options." + ManifestJson.shown(option.getKey()) + "`";
      if (form == null) {
        throw ManifestJson.refused("has the unknown option " + shown);
      }
      if (!form.matcher(option.getValue()).matches()) {
        throw ManifestJson.refused(
            "has the value `" + ManifestJson.shown(option.getValue()) + "` in " + shown);
      }
    }
    return new Manifest.Header(version, inputs, options);
  }

  /** What a newer m2d remembers would be lost by what this one writes. */
  private static RefusedException newer(String version, String own) {
    return new RefusedException(
        List.of(
            Diagnostic.of(
                    Code.M2D604,
                    Span.ofFile(Manifest.PATH),
                    "The manifest was written by m2d " + version + "; this is m2d " + own + ".")
                .withHint("Use m2d " + version + " or a newer one.")));
  }

  /** Whether one release comes after another; what follows a hyphen does not count. */
  static boolean isNewer(String version, String than) {
    if (version.equals("development") || than.equals("development")) {
      return false;
    }
    String[] a = version.split("[-+]", 2)[0].split("\\.", -1);
    String[] b = than.split("[-+]", 2)[0].split("\\.", -1);
    for (int i = 0; i < Math.max(a.length, b.length); i++) {
      int difference = part(a, i) - part(b, i);
      if (difference != 0) {
        return difference > 0;
      }
    }
    return false;
  }

  private static int part(String[] version, int i) {
    return i < version.length ? Integer.parseInt(version[i]) : 0;
  }

  private ManifestHeader() {}
}
