import { findingKey } from "../../../diagnosis/engine/finding.js";
import { finalFindings } from "../../../interpret/session-analysis.js";
import { printable } from "../../../io/printable.js";
import type { PageSession } from "../state/page-session.js";
import { position } from "../state/view-state.js";

/** What happened, and the findings, causes before consequences; each claim goes to its frame. */
export function VerdictView({ session }: { readonly session: PageSession }) {
  const { summary, analysis } = session.data.value;
  return (
    <header class="verdict">
      <h1>{printable(summary.header.title ?? summary.header.name)}</h1>
      <ol>
        {finalFindings(analysis).map((finding) => (
          <li key={findingKey(finding)}>
            <button type="button" onClick={() => (position.value = finding.evidence[0] ?? position.value)}>
              {printable(finding.message)}
            </button>
          </li>
        ))}
      </ol>
    </header>
  );
}
