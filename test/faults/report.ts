import { appendFileSync } from "node:fs";
import type { Comparison } from "./compare.js";

export interface MatrixRow extends Comparison {
  readonly group: string;
  readonly fault: string;
  readonly scope: string;
}

/** What one fault came to. `npm run test:faults` gathers these, and writes them into docs/faults.md. */
export function report(row: MatrixRow): void {
  write({ row });
}

/** A figure that stands below the table. */
export function note(about: string, text: string): void {
  write({ note: { about, text } });
}

function write(line: object): void {
  const path = process.env["KUBESPY_FAULT_ROWS"];
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(line)}\n`);
}
