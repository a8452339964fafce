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

/** What the built program did with a hostile server or file. */
interface HostileRow {
  /** The title of its table: "Hostile servers". */
  readonly group: string;
  readonly fault: string;
  /** In words, with the exit code: "stopped by SIGINT, 12 frames saved (130)". */
  readonly outcome: string;
  /** From the cause of its end (a signal, a limit, its start) to its end. */
  readonly ms: number;
  /** The most resident memory of the process, in MB. */
  readonly rssMb?: number;
}

/** A row of a table about hostile servers or files. */
export function reportHostile(hostile: HostileRow): void {
  write({ hostile });
}

function write(line: object): void {
  const path = process.env["KUBESPY_FAULT_ROWS"];
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(line)}\n`);
}
