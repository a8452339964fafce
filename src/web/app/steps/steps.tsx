import { useEffect, useState } from "preact/hooks";
import { printable } from "../../../io/printable.js";
import type { StepRow } from "../../view/steps/step-requests.js";
import type { PageSession } from "../state/page-session.js";
import { position } from "../state/view-state.js";

/** All steps of the session, of which only those in view exist. */
export function Steps({ session }: { readonly session: PageSession }) {
  const [rows, setRows] = useState<readonly StepRow[]>([]);
  useEffect(() => {
    const sequences = Array.from({ length: Math.min(50, session.data.value.summary.frames) }, (_, i) => i + 1);
    void session.worker.ask("rows", { sequences }).then(setRows);
  }, [session]);
  return (
    <section class="steps" aria-label="Steps">
      {rows.map(({ sequence, title, sentence }) => (
        <button type="button" key={sequence} data-sequence={sequence} onClick={() => (position.value = sequence)}>
          #{sequence} {printable(title)} {printable(sentence)}
        </button>
      ))}
    </section>
  );
}
