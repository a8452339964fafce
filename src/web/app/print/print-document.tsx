import { groupFindings } from "../../../diagnosis/group-findings.js";
import { finalFindings } from "../../../interpret/session-analysis.js";
import { printable } from "../../../io/printable.js";
import { plural } from "../../../lifecycle/narration/words.js";
import { namesNamespaces } from "../../../report/overview/session-display.js";
import { findingRows } from "../../view/finding-rows.js";
import { printedStages } from "../../view/printed-stages.js";
import type { StepRow } from "../../view/steps/step-requests.js";
import { CompletenessPane } from "../panes/completeness-pane.js";
import type { PageSession } from "../state/page-session.js";
import { momentsOf } from "../state/session-times.js";
import { FindingList } from "../verdict/finding-list.js";
import { SessionFacts } from "../verdict/session-facts.js";
import { VerdictText } from "../verdict/verdict-text.js";

const maxObjects = 100;

interface PrintDocumentProps {
  readonly session: PageSession;
  readonly rows: readonly StepRow[];
  /** How many steps the list has. */
  readonly steps: number;
}

/** The page on paper: verdict, findings with what to try, the timeline in words, the steps as a table, completeness. */
export function PrintDocument({ session, rows, steps }: PrintDocumentProps) {
  const { summary, analysis } = session.data.value;
  const namespaces = namesNamespaces(summary);
  return (
    <>
      <h1>{printable(summary.header.title ?? summary.header.name, 300)}</h1>
      <VerdictText session={session} />
      <SessionFacts session={session} />
      <FindingList session={session} rows={findingRows(groupFindings(finalFindings(analysis)))} namespaces={namespaces} isPrinted />
      <h2>Timeline</h2>
      <StagesTable session={session} namespaces={namespaces} />
      <h2>Steps</h2>
      <StepsTable session={session} rows={rows} left={steps - rows.length} />
      <h2>Completeness</h2>
      <CompletenessPane session={session} />
    </>
  );
}

function StagesTable({ session, namespaces }: { readonly session: PageSession; readonly namespaces: boolean }) {
  const { analysis } = session.data.value;
  const moment = momentsOf(session);
  const left = analysis.objects.length + (analysis.objectsLeftOut ?? 0) - maxObjects;
  return (
    <>
      <table>
        <thead>
          <tr>
            <th>Object</th>
            <th>Stages</th>
          </tr>
        </thead>
        <tbody>
          {printedStages(analysis.objects, namespaces, maxObjects).map(({ uid, title, stages, more }) => (
            <tr key={uid}>
              <td class="printed-object mono">{title}</td>
              <td>
                {stages.map(({ fromMs, name }) => `${moment(fromMs)} ${name}`).join(" → ")}
                {more > 0 && ` (${plural(more, "stage")} between are left out)`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && <p>And {plural(left, "more object")}, which only the page shows.</p>}
    </>
  );
}

function StepsTable({ session, rows, left }: { readonly session: PageSession; readonly rows: readonly StepRow[]; readonly left: number }) {
  const moment = momentsOf(session);
  return (
    <>
      <table>
        <thead>
          <tr>
            <th class="nowrap">Step</th>
            <th>Time</th>
            <th>Object</th>
            <th>What happened</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ sequence, offsetMs, title, stage, sentence }) => (
            <tr key={sequence}>
              <td class="nowrap">#{sequence}</td>
              <td class="nowrap">{moment(offsetMs)}</td>
              <td class="printed-object">{title}</td>
              <td>
                {stage !== undefined && <strong>{printable(stage.name, 100)} </strong>}
                {sentence}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && <p>{`${plural(left, "further step")}: only the page shows ${left === 1 ? "it" : "them"}.`}</p>}
    </>
  );
}
