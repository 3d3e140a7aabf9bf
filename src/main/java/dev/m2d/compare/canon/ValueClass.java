package dev.m2d.compare.canon;

/** What the values of a column are, as its declared type says. */
public enum ValueClass {
  BOOL,
  /** Integers and decimals of any length. */
  NUMBER,
  /** Binary floating point. */
  FLOAT,
  TEXT,
  BYTES,
  DATE,
  TIME,
  /** A local date and time. */
  TIMESTAMP,
  /** An instant. */
  TIMESTAMPTZ,
  UUID,
  JSON,
  INTERVAL,
  /** A type that is compared as the text it was exported as. */
  OPAQUE,
  /** No declared type: each value is what its file says, as in JSON. */
  VALUE
}
