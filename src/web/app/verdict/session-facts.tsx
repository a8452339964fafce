import { formatDuration } from "../../../io/duration.js";
import { printable } from "../../../io/printable.js";
import { plural } from "../../../lifecycle/narration/words.js";
import { partWords } from "../../../report/overview/part-text.js";
import { endingText } from "../../../report/overview/session-state.js";
import { shareWords } from "../../../report/overview/share-text.js";
import { formatDate } from "../../view/times.js";
import type { PageSession } from "../state/page-session.js";
import { momentsOf } from "../state/session-times.js";
import { timeFormat } from "../state/view-state.js";

/** What was recorded, where, when and how it ended. */
export function SessionFacts({ session }: { readonly session: PageSession }) {
  const { summary, analysis } = session.data.value;
  const { header, frames, objects, durationMs } = summary;
  const date = formatDate(header.startedAt, timeFormat.value);
  const events = analysis.kubeEvents === 0 ? "" : `, ${analysis.kubeEvents} of them Kubernetes Events`;
  const facts: readonly (readonly [name: string, text: string | undefined])[] = [
    // First: the rest of the facts is below the fold on small screens.
    ["Removed", header.shared === undefined ? undefined : shareWords(header.shared)],
    ["Target", header.targets.join(" ") || undefined],
    ["Command", header.command?.join(" ")],
    ["Namespace", header.namespace],
    ["Context", header.context],
    ["Cluster", header.server?.version === undefined ? undefined : `Kubernetes ${header.server.version}`],
    ["Recorded", `${date} for ${formatDuration(durationMs)}`],
    ["Ended", endingText(summary, momentsOf(session))],
    ["Holds", `${plural(frames, "frame")} of ${plural(objects, "object")}${events}`],
    ["Part of", header.part?.of.name],
    ["Recording", header.name],
    ["Cut", header.part === undefined ? undefined : partWords(header.part)],
  ];
  return (
    <div class="facts">
      {header.description !== undefined && <p>{printable(header.description, 1000)}</p>}
      <dl>
        {facts.map(
          ([name, text]) =>
            text !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{printable(text, 500)}</dd>
              </div>
            ),
        )}
      </dl>
    </div>
  );
}
