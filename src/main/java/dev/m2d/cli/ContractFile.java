package dev.m2d.cli;

import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.contract.ContractReader;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Severity;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads the contract of a comparison, and says what is wrong with it. */
final class ContractFile {

  private final PrintWriter err;

  ContractFile(PrintWriter err) {
    this.err = err;
  }

  /** The contract; empty when it cannot be used: then its faults have been shown. */
  Optional<Contract> read(Path file) {
    String name = file.toString().replace('\\', '/');
    Diagnostics sink = new Diagnostics();
    SourceFile source = new SourceFile(name, "");
    Optional<Contract> contract = Optional.empty();
    try {
      byte[] bytes = Files.readAllBytes(file);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      source = new SourceFile(name, text.startsWith("\ufeff") ? text.substring(1) : text);
      contract = ContractReader.read(source, sha256(bytes), sink);
    } catch (CharacterCodingException e) {
      sink.add(Code.M2D104, Span.ofFile(name), "`" + name + "` is not text in UTF-8.");
    } catch (IOException e) {
      sink.add(Code.M2D104, Span.ofFile(name), "`" + name + "` cannot be read.");
    }
    if (contract.isEmpty()) {
      new Findings(err).show(sink.sorted(), List.of(source), Optional.empty(), Severity.ERROR);
    }
    return contract;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
