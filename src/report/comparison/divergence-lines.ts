import type { Comparison } from "../../compare/comparison.js";
import { describeStep } from "../../compare/deeds.js";
import type { Parting } from "../../compare/parting.js";
import { otherSide, type Side, sides } from "../../compare/sides.js";
import { formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { displayName } from "../../model/kube-object.js";
import { changeLines } from "../replay/change-lines.js";
import { noTimeBase } from "../replay/recorded-value.js";
import { padEnd, widthOf, wrap } from "../terminal/width.js";
import type { SectionLook } from "./comparison-look.js";

/** The two frames at which the runs part, and what differs between them. */
export function divergenceLines({ divergence, divergenceChanges }: Comparison, look: SectionLook): readonly string[] {
  if (divergence === undefined) return [];
  const role = divergence.kind === "step" ? divergence.parting.role : divergence.role;
  const names = sides.map((side) => role?.[side]?.object.ref.name ?? "");
  const isNamed = role !== undefined && names[0] !== names[1];
  const rows = sides.map((side, i) => {
    const frame = divergence.frames[side];
    const name = isNamed && names[i] !== "" ? `${names[i]}  ` : "";
    const words =
      frame === undefined
        ? "nothing of the kind"
        : `${name}#${frame.sequence}  ${formatOffset(frame.atMs)}  ${frame.stage}${frame.stayed ? " to the end of the recording" : ""}`;
    const line = look.fit(printable(`  ${letterOf(side)}  ${words}`, 400));
    return paintSide(side, look)(line);
  });
  const title = divergence.kind === "finding" ? (role?.title ?? displayName(divergence.finding.object)) : divergence.parting.role.title;
  return [look.fit(`  ${printable(title, 300)}`), ...rows, ...indentedChanges(divergenceChanges, look)];
}

/** The lines of a diff, set in by two columns. */
export function indentedChanges(changes: Comparison["divergenceChanges"], look: SectionLook): readonly string[] {
  const columns = look.terminalColumns === undefined ? {} : { columns: look.terminalColumns - 4 };
  return changeLines(changes, { paint: look.paint, base: noTimeBase, ...columns }).map((line) => `    ${line}`);
}

/** All other roles whose paths part, one line each; on a narrow terminal two. */
export function otherPartingLines({ divergence, partings }: Comparison, look: SectionLook): readonly string[] {
  const others = partings.filter((parting) => divergence?.kind !== "step" || parting !== divergence.parting);
  const shown = others.slice(0, look.most(12));
  const rows = shown.map((parting) => [printable(parting.role.title, 300), printable(partingWords(parting), 300)] as const);
  const width = rows.reduce((most, [title]) => Math.max(most, widthOf(title)), 0);
  const lines = rows.flatMap(([title, words]) => {
    const line = `  ${padEnd(title, width)}  ${words}`;
    return look.terminalColumns === undefined || widthOf(line) <= look.terminalColumns
      ? [line]
      : [look.fit(`  ${title}`), ...wrapped(words, look)];
  });
  const left = others.length - shown.length;
  return left === 0 ? lines : [...lines, look.paint.dim(`  and ${plural(left, "more object")}`)];
}

function wrapped(words: string, { columns }: SectionLook): readonly string[] {
  return wrap(words, columns - 6).map((line) => `      ${line}`);
}

function partingWords({ role, next }: Parting): string {
  const alone = sides.find((side) => role[otherSide(side)] === undefined);
  if (alone !== undefined) return `only in ${letterOf(alone)}`;
  return sides
    .map((side) => {
      const step = next[side];
      const object = role[side]?.object;
      if (step !== undefined) return `${letterOf(side)} ${describeStep(role.kind, step)} at ${formatOffset(step.atMs)}`;
      return `${letterOf(side)} did not${object?.gone ? "" : `, watched until ${formatOffset((object?.endMs ?? 0) - (object?.zeroMs ?? 0))}`}`;
    })
    .join("; ");
}

export function letterOf(side: Side): string {
  return side === "a" ? "A" : "B";
}

export function paintSide(side: Side, { paint }: SectionLook): (text: string) => string {
  return side === "a" ? paint.sideA : paint.sideB;
}
