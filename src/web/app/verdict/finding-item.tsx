import { useSignal } from "@preact/signals";
import { findingKey, type Severity } from "../../../diagnosis/engine/finding.js";
import { printable } from "../../../io/printable.js";
import { bothEnds, listed, nounFor } from "../../../lifecycle/narration/words.js";
import { findingTimeText } from "../../../report/findings/finding-time.js";
import { findingMarkdown } from "../../../report/issue/finding-markdown.js";
import { objectTitle } from "../../../report/replay/object-title.js";
import type { FindingRow } from "../../view/finding-rows.js";
import type { PageSession } from "../state/page-session.js";
import { momentsOf } from "../state/session-times.js";
import { chosenFinding, position } from "../state/view-state.js";
import { CopyButton } from "../ui/copy-button.js";
import { FrameLink } from "../ui/frame-link.js";
import { Icon } from "../ui/icon.js";
import { Advice } from "./advice.js";

interface FindingItemProps {
  readonly row: FindingRow;
  readonly session: PageSession;
  readonly namespaces: boolean;
  /** Whether what to try is shown at first. */
  readonly isOpen: boolean;
}

const tones: Readonly<Record<Severity, string>> = { critical: "bad", warning: "warning", info: "neutral" };
/** Deeper consequences are not set in further. */
const maxDepth = 4;
/** Characters. */
const maxMessage = 2000;
const maxNames = 6;

/** One finding: what and since when, what resolved it, which frames and Events show it, and what to try. */
export function FindingItem({ row, session, namespaces, isOpen: isOpenAtFirst }: FindingItemProps) {
  const { number, group, depth, causes, advice } = row;
  const { finding, objects } = group;
  const { severity, resolved, evidence, events } = finding;
  const key = findingKey(finding);
  const isHere = evidence.includes(position.value);
  const isOpen = useSignal(isOpenAtFirst);
  const adviceId = `advice-${number}`;
  const names = objects.map(({ namespace, name }) => (namespaces && namespace !== undefined ? `${namespace}/${name}` : name));
  return (
    <li
      class="finding"
      id={`finding-${number}`}
      data-depth={Math.min(depth, maxDepth)}
      data-here={isHere}
      data-chosen={chosenFinding.value === key}
    >
      <p class="finding-head">
        <span class="numbers muted">[{number}]</span>
        <span class={`badge tone-${tones[severity]}`}>
          <Icon name={severity} /> {severity}
        </span>
        <strong>{printable(finding.class, 100)}</strong>
        <span>{titleOf(row, namespaces)}</span>
        {causes.length > 0 && <span class="muted">caused by {causes.map((cause) => `[${cause}]`).join(", ")}</span>}
        {finding.fromEventsAlone && <span class="muted">(from Events alone)</span>}
        <span class="finding-end">
          {advice.length > 0 && (
            <button
              type="button"
              class="link"
              aria-expanded={isOpen.value}
              aria-controls={adviceId}
              onClick={() => (isOpen.value = !isOpen.value)}
            >
              What to try {isOpen.value ? "▴" : "▾"}
            </button>
          )}
          <CopyButton text={() => `${findingMarkdown(group, { namespaces }).join("\n")}\n`} what="the finding as Markdown" />
          {severity !== "info" && (
            <span class={`badge state ${resolved ? "tone-good" : "tone-bad"}`}>
              <Icon name={resolved ? "check" : "open"} /> {resolved ? "resolved" : "open"}
            </span>
          )}
        </span>
      </p>
      <p>{printable(bothEnds(finding.message, maxMessage))}</p>
      {objects.length > 1 && <p class="muted">{printable(`${nounFor(2, objects[0]?.kind ?? "")}: ${listed(names, maxNames)}`)}</p>}
      <p class="muted">
        {printable(findingTimeText(finding, momentsOf(session)))}{" "}
        {evidence.length > 0 && (
          <>
            Evidence:{" "}
            {evidence.map((sequence, i) => (
              <>
                {i > 0 && ", "}
                <FrameLink sequence={sequence} finding={key} />
              </>
            ))}
            .{" "}
          </>
        )}
        {events.length > 0 &&
          `Events: ${events.map(({ reason, count }) => `${printable(reason, 100)}${count > 1 ? ` ×${count}` : ""}`).join(", ")}.`}
      </p>
      {isOpen.value && <Advice advice={advice} id={adviceId} />}
    </li>
  );
}

function titleOf({ group: { finding, members } }: FindingRow, namespaces: boolean): string {
  const container = finding.container === undefined ? "" : `, container ${printable(finding.container, 80)}`;
  const count = members.length;
  const subject = count > 1 ? `×${count} ${printable(nounFor(count, finding.object.kind), 80)}` : objectTitle(finding.object, namespaces);
  return `${subject}${container}`;
}
