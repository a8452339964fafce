import { appendFileSync } from "node:fs";
import type { Comparison } from "./compare.js";

interface MatrixRow extends Comparison {
  readonly group: string;
  readonly fault: string;
  readonly scope: string;
}

/** The result of one fault. `npm run test:faults` collects these in docs/faults.md. */
export function report(row: MatrixRow): void {
  write({ row });
}

/** A figure below the tables. */
export function note(about: string, text: string): void {
  write({ note: { about, text } });
}

/** A row of the table about killed API servers. */
export function reportRestart(fault: string, comparison: Comparison): void {
  write({ restart: { fault, ...comparison } });
}

function write(line: object): void {
  const path = process.env["KUBESPY_FAULT_ROWS"];
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(line)}\n`);
}
