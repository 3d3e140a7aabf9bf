package dev.m2d.compare.selftest;

import java.util.Locale;

/** What is done to the new side of a copy. */
public enum Fault {
  DROP_ROW("a row is dropped", "no table with exact rows has a row"),
  DUPLICATE_ROW("a row is repeated", "no stream whose repeated rows the contract judges has a row"),
  CHANGE_CHARACTER("one character is changed", "no exact column holds a text"),
  NULL_TO_EMPTY("a missing value becomes the empty text", "no exact text is missing"),
  EMPTY_TO_NULL("an empty text becomes missing", "no exact text is empty"),
  FLOAT("1e-9 is added to a float", "no exact column holds floats that show 1e-9"),
  SHIFT_HOUR("a timestamp is shifted by an hour", "no exact column holds a timestamp"),
  SWAP_COLUMNS(
      "two columns of one type are swapped", "no two exact columns of one type are unlike"),
  TRUNCATE("a text is cut off at 255 characters", "no exact text is longer than 255 characters"),
  UNDELETE(
      "a soft-deleted row is undeleted",
      "no row is soft-deleted (`_sdc_deleted_at`), or the contract drops that column"),
  BOOKMARK_AHEAD(
      "a bookmark is set ahead by a second or by one", "no bookmark is a time or number"),
  DROP_COLUMN("a column is dropped", "no stream has two exact columns");

  private final String title;
  private final String lacking;

  Fault(String title, String lacking) {
    this.title = title;
    this.lacking = lacking;
  }

  /** What is done, in words. */
  public String title() {
    return title;
  }

  /** Why a pair cannot carry it, even with what is planted into both sides of it. */
  public String lacking() {
    return lacking;
  }

  /** As outputs spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
