import { groupFindings } from "../../../diagnosis/group-findings.js";
import { finalFindings } from "../../../interpret/session-analysis.js";
import { coverageLines, omissionsOf } from "../../../report/findings/coverage-lines.js";
import { namesNamespaces } from "../../../report/overview/session-display.js";
import { verdictOf } from "../../../report/verdict/verdict.js";
import { findingRows } from "../../view/finding-rows.js";
import type { PageSession } from "../state/page-session.js";
import { pane } from "../state/view-state.js";
import { FrameLink } from "../ui/frame-link.js";
import { Icon } from "../ui/icon.js";
import { FindingList } from "./finding-list.js";
import { SessionFacts } from "./session-facts.js";

/** What happened, and the findings, causes before consequences; each claim goes to its frame. What was not seen is said beside it. */
export function VerdictView({ session }: { readonly session: PageSession }) {
  const { summary, analysis } = session.data.value;
  const { sentences, tone } = verdictOf(summary, analysis);
  const namespaces = namesNamespaces(summary);
  const rows = findingRows(groupFindings(finalFindings(analysis)));
  const limits = coverageLines(analysis.coverage, omissionsOf(summary, analysis.coverage), {
    namespaces,
    hasFindings: rows.failures.length > 0,
  });
  const told = sentences.filter(({ kind }) => kind !== "count" && kind !== "coverage");
  const rest = sentences.filter(({ kind }) => kind === "count" || kind === "coverage");
  return (
    <section class="verdict" aria-labelledby="verdict-heading" id="verdict">
      <div class="verdict-main">
        <h2 class="only-heard" id="verdict-heading">
          Verdict
        </h2>
        <div class={`verdict-text verdict-${tone}`}>
          {told.map(({ kind, text, sequence }, i) => (
            <p key={`${kind} ${text}`} class={i === 0 ? "lead" : ""}>
              {text}
              {sequence !== undefined && sequence > 0 && (
                <>
                  {" "}
                  <FrameLink sequence={sequence} />
                </>
              )}
            </p>
          ))}
          <p class="seen">
            {rest.map(({ text }) => text).join(" ")}{" "}
            <button type="button" class="link" onClick={() => (pane.value = "completeness")}>
              What was recorded
            </button>
          </p>
        </div>
        <FindingList session={session} rows={rows} namespaces={namespaces} />
        {limits.length > 0 && (
          <>
            <h3>Not covered by the findings</h3>
            <ul class="limits">
              {limits.map((line) => (
                <li key={line}>
                  <Icon name="info" /> {line}
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
