import type { OutputStream } from "../../io/streams.js";

/** How a text looks on a stream: in colour where that is wanted, as wide as a terminal, whole in a pipe. Ask again before each redraw. */
export function renderOptionsOf(stdout: OutputStream): { readonly colour: boolean; readonly columns?: number } {
  return { colour: stdout.colour, ...(stdout.isTty ? { columns: stdout.columns() } : {}) };
}
