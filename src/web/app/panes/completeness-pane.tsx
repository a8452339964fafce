import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { formatBytes } from "../../../io/bytes.js";
import { printable } from "../../../io/printable.js";
import { plural } from "../../../lifecycle/narration/words.js";
import { completenessView, type GapView, gapCounts } from "../../view/completeness-view.js";
import { formatDate } from "../../view/times.js";
import { readManifest } from "../page-data.js";
import { canDownload, downloadRecording } from "../state/download.js";
import type { PageSession } from "../state/page-session.js";
import { momentsOf } from "../state/session-times.js";
import { timeFormat } from "../state/view-state.js";
import { FrameLink } from "../ui/frame-link.js";
import { Icon } from "../ui/icon.js";

/** What was recorded, and what was not. */
export function CompletenessPane({ session }: { readonly session: PageSession }) {
  const data = session.data.value;
  const view = completenessView(data);
  return (
    <div class="completeness">
      <p class="completeness-end">
        <span class={`badge ${view.state === "complete" ? "tone-good" : "tone-warning"}`}>
          <Icon name={view.state === "complete" ? "check" : "warning"} /> {view.state}
        </span>{" "}
        {view.end}.
      </p>
      <Section title="Cut before sharing" lines={view.part === undefined ? [] : [view.part]} />
      <Section title="Removed before sharing" lines={view.removed} />
      <Section title="Damage" lines={view.damage} />
      <Section title="Not recorded, not covered" lines={view.missing} />
      <Section title={`Streams: ${view.streams.length}`}>
        {view.streams.length === 0 ? (
          <p class="muted">The recording names no stream.</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">What was watched</th>
                <th scope="col">Gaps</th>
              </tr>
            </thead>
            <tbody>
              {view.streams.map(({ title, gaps }) => (
                <tr key={title}>
                  <td>{title}</td>
                  <td class="nowrap">{gapCounts(gaps)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Section>
      {view.gaps.length > 0 && <Gaps session={session} gaps={view.gaps} more={view.moreGaps} />}
      <Section title="Clocks" lines={view.clocks} />
      <Section title="Confidential" lines={[view.confidential]} />
      <Section title="Versions and file">
        <Versions session={session} />
      </Section>
      {view.unknown.length > 0 && (
        <Section title="Other fields of the recording">
          <dl class="pairs">
            {view.unknown.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd class="mono">{value}</dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly lines?: readonly string[];
  readonly children?: ComponentChildren;
}

/** Nothing where it would be empty. */
function Section({ title, lines = [], children }: SectionProps) {
  if (lines.length === 0 && children === undefined) return null;
  return (
    <section>
      <h3>{title}</h3>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {children}
    </section>
  );
}

/** Shown at once, and added with each press of the button. */
const step = 50;

const tones: Readonly<Record<GapView["look"], string>> = { "possible loss": "warning", repaired: "progress", "proven empty": "good" };

function Gaps({ session, gaps, more }: { readonly session: PageSession; readonly gaps: readonly GapView[]; readonly more: number }) {
  const most = useSignal(step);
  const moment = momentsOf(session);
  const left = gaps.length - most.value;
  return (
    <section>
      <h3>{`Gaps: ${gaps.length + more}`}</h3>
      <ul class="gaps">
        {gaps.slice(0, most.value).map(({ sequence, look, fromMs, toMs, sentence }) => (
          <li key={sequence}>
            <FrameLink sequence={sequence} />{" "}
            <span class={`badge tone-${tones[look]}`}>
              <Icon name={look === "possible loss" ? "warning" : "check"} /> {look}
            </span>{" "}
            <span class="numbers">
              {moment(fromMs)} to {moment(toMs)}
            </span>
            <p>{sentence}</p>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <button type="button" class="button" onClick={() => (most.value += step * 4)}>
          Show more of {plural(gaps.length, "gap")}
        </button>
      )}
      {more > 0 && <p class="muted">And {plural(more, "more gap")}, which are among the steps.</p>}
    </section>
  );
}

function Versions({ session }: { readonly session: PageSession }) {
  const { summary, analysis } = session.data.value;
  const { writer, writtenAt, sessions } = readManifest();
  const file = sessions[session.index];
  const pairs: readonly (readonly [name: string, text: string])[] = [
    ["Cluster", summary.header.server?.version === undefined ? "not recorded" : `Kubernetes ${summary.header.server.version}`],
    ["Recorded by", summary.header.recorder],
    ["Page written by", `${writer}, ${formatDate(writtenAt, timeFormat.value)}`],
    [summary.header.shared === undefined ? "Sent by the API server" : "Size as JSON", formatBytes(analysis.sentBytes)],
    ...(file === undefined ? [] : [["Recording", file.file] as const]),
  ];
  return (
    <>
      <dl class="pairs">
        {pairs.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{printable(text, 300)}</dd>
          </div>
        ))}
      </dl>
      {canDownload(session) && (
        <button type="button" class="button" onClick={() => void downloadRecording(session)}>
          Download the recording
        </button>
      )}
    </>
  );
}
