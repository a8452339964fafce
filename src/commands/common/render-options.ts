import type { OutputStream } from "../../io/streams.js";

/** How to render text for a stream: with colour where that is enabled, in the width of a terminal, unlimited in a pipe. Call it before each redraw. */
export function renderOptionsOf(stdout: OutputStream): { readonly colour: boolean; readonly columns?: number } {
  return { colour: stdout.colour, ...(stdout.isTty ? { columns: stdout.columns() } : {}) };
}
