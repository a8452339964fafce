import type { QueryCatalogue, SourceRows, SourceValue } from "./query-catalogue.js";

/** What the process that runs the SQL and the program that supplies its rows send each other: JSON, each message after its length in four bytes. */

/** The first message to the process. */
export interface StartMessage {
  readonly sql: string;
  readonly catalogue: QueryCatalogue;
}

/** From the process. To `rows` and `values` it waits for the answer. */
export type QueryMessage =
  | { readonly kind: "rows"; readonly source: string; readonly session: number; readonly from: number; readonly count: number }
  | { readonly kind: "values"; readonly name: string; readonly session: number; readonly sequence: number; readonly count: number }
  | { readonly kind: "columns"; readonly names: readonly string[] }
  | { readonly kind: "result"; readonly rows: readonly (readonly SentValue[])[] }
  /** `code`: of SQLite. Absent: the statement does not only read, and was not run. */
  | { readonly kind: "failed"; readonly message: string; readonly code?: string }
  | { readonly kind: "done" };

/** The pipe to the program: `ask` waits for the answer. */
export interface QueryPipe {
  readonly send: (message: QueryMessage) => void;
  readonly ask: <Answer>(message: QueryMessage) => Answer;
}

export type RowsAnswer = SourceRows;
export type ValuesAnswer = readonly SourceValue[];

/** What JSON cannot hold is an object of one member: an integer beyond 2^53, an infinite number, the bytes of a BLOB in hex. */
export type SentValue = null | number | string | { readonly integer: string } | { readonly real: string } | { readonly blob: string };

export const lengthBytes = 4;

/** Resident memory of the process. It is looked at now and then: for a moment it can be more. */
export const maxMemoryBytes = 1024 ** 3;

/** Code of the failure where a row of the answer has more than `maxRowBytes`: the program would have to hold it several times. */
export const rowTooBig = "ROW_TOO_BIG";
export const maxRowBytes = 64 * 1024 ** 2;

export function messageBytes(message: unknown): Buffer {
  const text = JSON.stringify(message);
  const bytes = Buffer.allocUnsafe(lengthBytes + Buffer.byteLength(text));
  bytes.writeUInt32LE(bytes.length - lengthBytes);
  bytes.write(text, lengthBytes);
  return bytes;
}
