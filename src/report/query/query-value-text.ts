import type { QueryValue } from "../../model/query-value.js";

export type QueryRow = readonly QueryValue[];

/** Writes what a query answers, piece by piece; each piece ends in a newline, or is empty. */
export interface QueryOutput {
  rows(rows: readonly QueryRow[]): string;
  /** What was held back. */
  end(): string;
}

/** A value as SQLite would write it; NULL is empty, the bytes of a BLOB are in hex. */
export function queryValueText(value: QueryValue): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return hexOf(value);
  if (typeof value === "number" && !Number.isFinite(value)) return value > 0 ? "Inf" : "-Inf";
  return `${value}`;
}

export function isNumeric(value: QueryValue): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

export function hexOf(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}
