package dev.m2d.compare.multiset;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** MurmurHash3, the variant of 128 bits for 64-bit machines. One object keeps the last result. */
public final class Hash128 {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;

  private final long seed;
  private long high;
  private long low;

  /** Hashes with a seed of 32 bits. */
  public Hash128(int seed) {
    this.seed = Integer.toUnsignedLong(seed);
  }

  /** First half of the last result. */
  public long high() {
    return high;
  }

  /** Second half of the last result. */
  public long low() {
    return low;
  }

  /** Hashes the first `length` bytes of an array. */
  public void of(byte[] bytes, int length) {
    of(bytes, 0, length);
  }

  /** Hashes a part of an array. */
  public void of(byte[] bytes, int start, int end) {
    int length = end - start;
    long h1 = seed;
    long h2 = seed;
    int p = start;
    for (; p + 16 <= end; p += 16) {
      h1 ^= mix1((long) LONGS.get(bytes, p));
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mix2((long) LONGS.get(bytes, p + 8));
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    boolean half = p + 8 <= end;
    long k1 = half ? (long) LONGS.get(bytes, p) : rest(bytes, p, end);
    long k2 = half ? rest(bytes, p + 8, end) : 0;
    h2 ^= mix2(k2) ^ length;
    h1 ^= mix1(k1) ^ length;
    h1 += h2;
    h2 += h1;
    h1 = finish(h1);
    h2 = finish(h2);
    high = h1 + h2;
    low = h2 + high;
  }

  /** At most seven bytes, the first one lowest. */
  private static long rest(byte[] bytes, int start, int end) {
    if (start == end) {
      return 0;
    }
    if (end >= 8) {
      return (long) LONGS.get(bytes, end - 8) >>> 8 * (8 - (end - start));
    }
    long rest = 0;
    for (int i = end - 1; i >= start; i--) {
      rest = rest << 8 | bytes[i] & 0xff;
    }
    return rest;
  }

  private static long mix1(long k) {
    return Long.rotateLeft(k * C1, 31) * C2;
  }

  private static long mix2(long k) {
    return Long.rotateLeft(k * C2, 33) * C1;
  }

  private static long finish(long k) {
    long h = k;
    h ^= h >>> 33;
    h *= 0xff51afd7ed558ccdL;
    h ^= h >>> 33;
    h *= 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }
}
