import { groupFindings } from "../../../diagnosis/group-findings.js";
import { finalFindings } from "../../../interpret/session-analysis.js";
import { printable } from "../../../io/printable.js";
import { coverageLines, omissionsOf } from "../../../report/findings/coverage-lines.js";
import { namesNamespaces } from "../../../report/overview/session-display.js";
import { findingRows } from "../../view/finding-rows.js";
import type { PageSession } from "../state/page-session.js";
import { Icon } from "../ui/icon.js";
import { FindingList } from "./finding-list.js";
import { SessionFacts } from "./session-facts.js";
import { VerdictText } from "./verdict-text.js";

/** Characters. */
const maxLine = 2000;

/** What happened, and the findings, causes before consequences; each claim goes to its frame. What was not seen is said beside it. */
export function VerdictView({ session }: { readonly session: PageSession }) {
  const { summary, analysis } = session.data.value;
  const namespaces = namesNamespaces(summary);
  const rows = findingRows(groupFindings(finalFindings(analysis)));
  const limits = coverageLines(analysis.coverage, omissionsOf(summary, analysis.coverage), {
    namespaces,
    hasFindings: rows.failures.length > 0,
  });
  return (
    <section class="verdict" aria-labelledby="verdict-heading" id="verdict">
      <div class="verdict-main">
        <h2 class="only-heard" id="verdict-heading">
          Verdict
        </h2>
        <VerdictText session={session} />
        <FindingList session={session} rows={rows} namespaces={namespaces} />
        {limits.length > 0 && (
          <>
            <h3>Not covered by the findings</h3>
            <ul class="limits">
              {limits.map((line) => (
                <li key={line}>
                  <Icon name="info" /> {printable(line, maxLine)}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <SessionFacts session={session} />
    </section>
  );
}
