import type { Finding } from "../../diagnosis/engine/finding.js";
import { printable } from "../../io/printable.js";
import { containersOf } from "../../lifecycle/kinds/pod/containers.js";
import { bothEnds } from "../../lifecycle/narration/words.js";
import type { Tone } from "../../lifecycle/stage.js";
import { type Branch, branchesOf } from "../overview/owner-tree.js";
import { containerText } from "../replay/container-text.js";
import { objectTitle } from "../replay/object-title.js";
import { formatAge } from "../terminal/age.js";
import { foldTree, type TraceRow } from "../terminal/fold-tree.js";
import type { TracedObject, TracePicture } from "./trace-picture.js";

/** One line of the table, or a line about the object above it. All text is printable. */
export type TraceLine =
  | {
      readonly kind: "cells";
      readonly title: string;
      readonly words: string;
      readonly tone: Tone;
      readonly ready: string;
      readonly age: string;
    }
  | { readonly kind: "note"; readonly inset: string; readonly text: string; readonly severity: Finding["severity"] };

/** How much is shown. */
interface TraceDetail {
  /** Of siblings at most this many one by one. */
  readonly most: number;
  /** The containers of Pods. */
  readonly containers: boolean;
  readonly namespaces: boolean;
}

/** The tree of a picture row by row, folded; below each object its findings. */
export function traceRows({ forest, nowMs }: TracePicture, detail: TraceDetail): readonly TraceLine[] {
  return branchesOf(foldTree(forest, detail.most)).flatMap((branch) => rowsOf(branch, nowMs, detail));
}

function rowsOf({ item, lead, inset }: Branch<TraceRow>, nowMs: number, detail: TraceDetail): readonly TraceLine[] {
  if (item.kind === "more")
    return [{ kind: "cells", title: `${lead}…`, words: foldedText(item.folded), tone: "neutral", ready: "", age: "" }];
  const { traced } = item;
  const showsContainers = detail.containers && wantsContainers(traced, lead === "");
  return [
    objectLine(traced, lead, nowMs, detail),
    ...(showsContainers ? containerLines(traced, inset) : []),
    ...findingLines(traced, inset),
  ];
}

function objectLine({ living, role, readiness }: TracedObject, lead: string, nowMs: number, { namespaces }: TraceDetail): TraceLine {
  const { stage } = living;
  return {
    kind: "cells",
    title: `${lead}${objectTitle(living.ref, namespaces)}${role === undefined ? "" : ` (${role})`}`,
    words: printable(stage.detail === undefined ? stage.name : `${stage.name} (${stage.detail})`, 200),
    tone: stage.tone,
    ready: readiness === undefined ? "" : `${readiness.ready}/${readiness.wanted}`,
    age: formatAge(nowMs - living.sinceMs),
  };
}

/** For a Pod that is a root, and for one that is not ready and whose stage does not say which container is the reason. */
function wantsContainers({ living }: TracedObject, isRoot: boolean): boolean {
  if (living.ref.kind !== "Pod" || living.isDeleted) return false;
  return isRoot || (living.stage.tone !== "good" && containersOf(living.object).length > 1);
}

function containerLines({ living }: TracedObject, inset: string): readonly TraceLine[] {
  return containersOf(living.object).map((container) => {
    const { text, tone } = containerText(container);
    return {
      kind: "cells",
      title: printable(`${inset}· ${container.name}`, 300),
      words: printable(bothEnds(text, 200)),
      tone,
      ready: "",
      age: "",
    };
  });
}

const maxFindings = 2;

function findingLines({ findings }: TracedObject, inset: string): readonly TraceLine[] {
  return findings.slice(0, maxFindings).map(({ class: word, message, severity }) => ({
    kind: "note",
    inset,
    text: printable(bothEnds(`${word}: ${message}`, 400)),
    severity,
  }));
}

/** "12 more Pods Ready", "997 more Pods: 990 Ready, 7 Creating". */
function foldedText(folded: readonly TracedObject[]): string {
  const kinds = new Set(folded.map(({ living }) => living.ref.kind));
  const noun = kinds.size === 1 ? [...kinds].join("") : "object";
  const stages = new Map<string, number>();
  for (const { living } of folded) stages.set(living.stage.name, (stages.get(living.stage.name) ?? 0) + 1);
  const states = stages.size === 1 ? ` ${[...stages.keys()].join("")}` : `: ${[...stages].map(([name, n]) => `${n} ${name}`).join(", ")}`;
  return printable(`${folded.length} more ${noun}s${states}`, 200);
}
