import { findingKey } from "../../../diagnosis/engine/finding.js";
import { newsWith, turningPoints } from "../../../interpret/finding-history.js";
import { printable } from "../../../io/printable.js";
import type { FieldManager } from "../../../lifecycle/fields/managed-fields.js";
import { findingNewsText } from "../../../report/findings/finding-news-text.js";
import { namesNamespaces } from "../../../report/overview/session-display.js";
import { evidencePlace } from "../../view/steps/evidence.js";
import type { ShownText, StepDetail, StepRow } from "../../view/steps/step-requests.js";
import { formatMoment } from "../../view/times.js";
import { evidenceShown, findingsShown } from "../state/findings.js";
import { goToEvidence } from "../state/moves.js";
import type { PageSession } from "../state/page-session.js";
import { timesOf } from "../state/session-times.js";
import { noise } from "../state/view-state.js";
import { Folded } from "../ui/folded.js";
import { StageLabel } from "../ui/stage.js";
import { ChangeList } from "./change-list.js";
import { shownDetail } from "./step-detail.js";

/** What a step means, what it is evidence of, who did it, and what changed. */
export function StepPane({ session }: { readonly session: PageSession }) {
  const { detail, failure } = shownDetail.value;
  if (failure !== undefined) return <p class="pane-failure">{printable(failure)}</p>;
  if (detail === undefined) return <p class="empty">reading…</p>;
  const { row } = detail;
  return (
    <div class="step" data-sequence={row.sequence}>
      <StepHeading row={row} session={session} />
      <p class="step-sentence">{detail.sentence}</p>
      {detail.why !== undefined && (
        <p class="step-why">
          <span class="step-label">why</span> {detail.why}
        </p>
      )}
      <News session={session} sequence={row.sequence} />
      <Evidence sequence={row.sequence} />
      {detail.actor !== undefined && (
        <p class="step-by">
          <span class="step-label">asked by</span> {detail.actor}
        </p>
      )}
      {detail.by.length > 0 && <By by={detail.by} />}
      {detail.message !== undefined && <Message text={detail.message} key={row.sequence} />}
      {row.kind === "object" && <Changes detail={detail} />}
    </div>
  );
}

function StepHeading({ row, session }: { readonly row: StepRow; readonly session: PageSession }) {
  const { sequence, offsetMs, title, stage, trail, isKubeEvent, kind, flags } = row;
  return (
    <header class="step-heading">
      <p class="step-place">
        #{sequence} <time dateTime={row.observedAt}>{formatMoment(offsetMs, timesOf(session))}</time>
        {flags.map((flag) => (
          <span class={`badge ${row.isWarning ? "tone-bad" : ""}`} key={flag}>
            {flag}
          </span>
        ))}
      </p>
      <h2>
        {kind === "gap" && <span class="step-about">Gap of </span>}
        {isKubeEvent && <span class="step-about">Event on </span>}
        {title}
      </h2>
      {stage !== undefined && <StageLabel stage={stage} trail={trail} hasDetail />}
    </header>
  );
}

/** Findings that open, change or are resolved with the step. */
function News({ session, sequence }: { readonly session: PageSession; readonly sequence: number }) {
  const { analysis, summary } = session.data.value;
  const turned = turningPoints(analysis.findings, sequence, sequence);
  const news = [...turned, ...newsWith(analysis.findings, sequence).filter(({ kind }) => kind === "changed")];
  const namespaces = namesNamespaces(summary);
  return (
    <>
      {news.slice(0, maxNews).map((entry) => (
        <p class="step-news" key={findingKey(entry.finding) + entry.kind}>
          <span class={`badge ${entry.kind === "resolved" ? "tone-good" : "tone-bad"}`}>finding {entry.kind}</span>{" "}
          {findingNewsText(entry, namespaces)}
        </p>
      ))}
      {news.length > maxNews && <p class="step-news">and {news.length - maxNews} more findings with this step</p>}
    </>
  );
}

const maxNews = 20;

function Evidence({ sequence }: { readonly sequence: number }) {
  const places = evidenceShown.value.get(sequence) ?? [];
  return (
    <>
      {places.slice(0, maxNews).map((place) => {
        const finding = findingsShown.value[place];
        if (finding === undefined) return null;
        return (
          <p class="step-evidence" key={place}>
            <span aria-hidden="true">◆</span> Evidence of{" "}
            <button type="button" class="link" data-finding={place} onClick={() => goToEvidence(findingKey(finding), sequence)}>
              {printable(finding.class, 100)} on {printable(`${finding.object.kind}/${finding.object.name}`, 300)}
            </button>
            : {evidencePlace(finding, sequence)}
          </p>
        );
      })}
    </>
  );
}

function By({ by }: { readonly by: readonly FieldManager[] }) {
  return (
    <p class="step-by">
      <span class="step-label">by</span>{" "}
      {by.slice(0, maxNews).map(({ manager, operation, subresource }, place) => (
        <span key={`${manager} ${operation} ${subresource}`}>
          {place > 0 && ", "}
          {printable(manager, 100)}{" "}
          <span class="muted">
            ({printable(operation, 40)}
            {subresource !== undefined && ` of ${printable(subresource, 40)}`})
          </span>
        </span>
      ))}
    </p>
  );
}

function Message({ text }: { readonly text: ShownText }) {
  return (
    <figure class="step-message">
      <figcaption class="step-label">message</figcaption>
      <Folded lines={text.lines.map((line) => ({ text: line }))} moreLines={text.moreLines} most={12} />
    </figure>
  );
}

function Changes({ detail }: { readonly detail: StepDetail }) {
  return (
    <section class="step-changes" aria-label="Changes">
      <div class="step-changes-head">
        <h3>Changes</h3>
        <label>
          <input type="checkbox" checked={noise.value} onChange={({ currentTarget }) => (noise.value = currentTarget.checked)} /> noise
        </label>
      </div>
      {detail.changes.length === 0 ? (
        <p class="muted">{detail.noChanges}</p>
      ) : (
        <ChangeList changes={detail.changes} more={detail.moreChanges} key={detail.row.sequence} />
      )}
    </section>
  );
}
