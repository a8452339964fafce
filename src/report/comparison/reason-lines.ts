import type { Comparison } from "../../compare/comparison.js";
import type { Reason } from "../../compare/reasons/reason.js";
import { specFieldOf } from "../../compare/reasons/spec-rules.js";
import { otherSide, sideName } from "../../compare/sides.js";
import type { Change } from "../../diff/diff-objects.js";
import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { asSentence, bothEnds, inShort, listed } from "../../lifecycle/narration/words.js";
import { assertNever } from "../../model/assert-never.js";
import { noTimeBase, recordedValue } from "../replay/recorded-value.js";
import { wrap } from "../terminal/width.js";
import type { SectionLayout } from "./section-layout.js";

/** The reasons, one below the other: "Because: ..." where a rule says that it explains the divergence, "Differs: ..." where it only differs as well. */
export function reasonLines({ reasons }: Pick<Comparison, "reasons">, { terminalColumns, short }: SectionLayout): readonly string[] {
  if (terminalColumns === undefined) return reasons.map((reason) => reasonText(reason, maxInPipe));
  const columns = Math.min(terminalColumns, 110) - indent.length;
  return reasons.flatMap((reason) => {
    const text = printable(bothEnds(words(reason), short ? columns * linesInShort - columns / 4 : maxInPipe), maxInPipe);
    return wrap(text, columns).map((line, i) => `${i === 0 ? `${label(reason)} ` : indent}${line}`);
  });
}

const indent = "         ";
const linesInShort = 2;
const maxInPipe = 2000;

/** "Because: image nginx:1.27 → nginx:1.99 in the Pod template of Deployment/web (container nginx)". Printable. */
export function reasonText(reason: Reason, most: number): string {
  return printable(`${label(reason)} ${bothEnds(words(reason), most)}`, most + indent.length);
}

function label({ explains }: Reason): string {
  return explains ? "Because:" : "Differs:";
}

function words(reason: Reason): string {
  switch (reason.kind) {
    case "spec":
      return specWords(reason);
    case "finding": {
      const { side, finding, role } = reason;
      const title = role?.title ?? `${finding.object.kind}/${finding.object.name}`;
      return `only ${sideName(side)} has ${finding.class} of ${title}: ${asSentence(finding.message)}`;
    }
    case "no-pods": {
      const { side, role, pods } = reason;
      return `${sideName(side)} has no ready Pod for ${role.title}; ${sideName(otherSide(side))} has ${listed(pods.map(({ title }) => title))}.`;
    }
    case "image": {
      const { side, role, container, tookMs } = reason;
      const image = container === undefined ? "its image" : `the image of container ${container}`;
      const time = tookMs === undefined ? "" : ` in ${formatDuration(tookMs)}`;
      return `${role.title}: ${sideName(side)} pulled ${image}${time}; in ${sideName(otherSide(side))} it was on the node already.`;
    }
    default:
      return assertNever(reason);
  }
}

function specWords({ role, inTemplate, changes }: Extract<Reason, { kind: "spec" }>): string {
  const fields = changes.map((change) => specFieldOf(change, isOfPod(change) ? "/Pod" : role.kind));
  const containers = [...new Set(fields.flatMap((field) => field?.container ?? []))];
  const place = inTemplate ? `the Pod template of ${role.title}` : role.title;
  const within = containers.length === 1 && changes.every((change) => !isWholeContainer(change)) ? ` (container ${containers[0]})` : "";
  return `${changes.map(changeWords).join("; ")} in ${place}${within}`;
}

function isOfPod({ path }: Change): boolean {
  return /^spec\.(?:init|ephemeral)?[cC]ontainers\[/.test(path);
}

function isWholeContainer({ path }: Change): boolean {
  return /(?:^|\.)(?:init|ephemeral)?[cC]ontainers\[[^\]]*\]$/.test(path);
}

/** "image nginx:1.27 → nginx:1.99", "readinessProbe only in B: {...}". */
function changeWords(change: Change): string {
  const field = change.path
    .replace(/^spec\.(?:(?:jobTemplate\.spec\.)?template\.spec\.)?/, "")
    .replace(/^(?:init|ephemeral)?[cC]ontainers\[([^\]]*)\](?:\.|$)/, (all, name: string) =>
      all.endsWith(".") ? "" : `container ${name}`,
    );
  const value = (of: unknown) => (typeof of === "string" ? inShort(of, 160) : inShort(recordedValue(of, noTimeBase, 160), 160));
  switch (change.kind) {
    case "changed":
      return `${field} ${value(change.before)} → ${value(change.after)}`;
    case "added":
      return `${field} only in B: ${value(change.after)}`;
    case "removed":
      return `${field} only in A: ${value(change.before)}`;
    case "text":
      return `${field} differs`;
    case "moved":
      return `${field} is at another place`;
    case "too-different":
      return `${field} is too different to show in detail`;
    default:
      return assertNever(change);
  }
}
