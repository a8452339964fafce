import { appendFileSync } from "node:fs";
import type { Comparison } from "./compare.js";

export interface MatrixRow extends Comparison {
  readonly group: string;
  readonly fault: string;
  readonly scope: string;
}

/** Where `npm run test:faults` gathers what it writes into docs/faults.md; nowhere in `npm test`. */
export function report(row: MatrixRow | { readonly note: string; readonly text: string }): void {
  const path = process.env["KUBESPY_FAULT_ROWS"];
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(row)}\n`);
}
