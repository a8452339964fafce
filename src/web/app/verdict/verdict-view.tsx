import { findingKey } from "../../../diagnosis/engine/finding.js";
import { finalFindings } from "../../../interpret/session-analysis.js";
import { printable } from "../../../io/printable.js";
import type { PageSession } from "../state/page-session.js";
import { position } from "../state/view-state.js";

/** What happened, and the findings, causes before consequences; each claim goes to its frame. */
export function VerdictView({ session }: { readonly session: PageSession }) {
  const { analysis } = session.data.value;
  return (
    <section class="verdict" aria-label="Verdict">
      <ol>
        {finalFindings(analysis).map((finding) => (
          <li key={findingKey(finding)}>
            <button type="button" onClick={() => (position.value = finding.evidence[0] ?? position.value)}>
              {printable(finding.message)}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
