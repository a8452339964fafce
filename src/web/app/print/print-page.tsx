import { render } from "preact";
import type { StepRow } from "../../view/steps/step-requests.js";
import type { PageSession } from "../state/page-session.js";
import { shownSteps } from "../state/shown-steps.js";
import { currentSession } from "../state/view-state.js";
import { PrintDocument } from "./print-document.js";

/** Steps on paper. */
const maxSteps = 300;

/** Rows that were read to be printed. */
let printed: { readonly session: PageSession; readonly rows: readonly StepRow[] } | undefined;

/** Draws a document for printing beside the page whenever the browser prints, also by its own menu: then with the steps that are known. */
export function followPrinting(): void {
  const root = document.createElement("div");
  root.id = "print";
  window.addEventListener("beforeprint", () => {
    const session = currentSession.value;
    if (session === undefined) return;
    document.body.append(root);
    const rows = printed?.session === session ? printed.rows : knownRows(session);
    render(<PrintDocument session={session} rows={rows} steps={shownSteps(session).list.value.length} />, root);
  });
  window.addEventListener("afterprint", () => {
    render(null, root);
    root.remove();
  });
}

/** Reads the steps that have room on paper, and prints. */
export async function printPage(session: PageSession): Promise<void> {
  try {
    printed = { session, rows: await session.worker.ask("rows", { sequences: sequencesOf(session) }) };
  } catch {
    // The rest is printed.
    printed = { session, rows: [] };
  }
  print();
  printed = undefined;
}

function knownRows(session: PageSession): readonly StepRow[] {
  const { rows } = shownSteps(session);
  return sequencesOf(session).flatMap((sequence) => rows.get(sequence) ?? []);
}

function sequencesOf(session: PageSession): readonly number[] {
  const list = shownSteps(session).list.value;
  return Array.from({ length: Math.min(maxSteps, list.length) }, (_, row) => list.at(row) ?? 0);
}
