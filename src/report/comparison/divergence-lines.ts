import type { Comparison } from "../../compare/comparison.js";
import type { Divergence } from "../../compare/divergence.js";
import type { Role } from "../../compare/match/align-runs.js";
import type { PathDivergence } from "../../compare/path-divergence.js";
import { describeStep } from "../../compare/run/step-descriptions.js";
import { otherSide, type Side, sideName, sides } from "../../compare/sides.js";
import { formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { displayName } from "../../model/kube-object.js";
import { changeLines } from "../replay/change-lines.js";
import { noTimeBase } from "../replay/recorded-value.js";
import { padEnd, widthOf, wrap } from "../terminal/width.js";
import { type RunMoments, runMoment, type SectionLayout } from "./section-layout.js";

/** The two frames at which the runs diverge, and what differs between them. */
export function divergenceLines({ divergence, divergenceChanges }: Comparison, layout: SectionLayout): readonly string[] {
  if (divergence === undefined) return [];
  const rows = sides.map((side) =>
    paintSide(side, layout)(layout.fit(printable(`  ${sideName(side)}  ${divergenceWords(divergence, side, layout.moments)}`, 400))),
  );
  return [layout.fit(`  ${printable(divergenceTitle(divergence), 300)}`), ...rows, ...indentedChanges(divergenceChanges, layout, 6)];
}

/** The object whose paths diverge. Can hold recorded text. */
export function divergenceTitle(divergence: Divergence): string {
  return roleAt(divergence)?.title ?? (divergence.kind === "finding" ? displayName(divergence.finding.object) : "");
}

/** "#54  +1.239s  Creating (ErrImagePull)": what a run did there; with the name of the object where it differs. Can hold recorded text. */
export function divergenceWords(divergence: Divergence, side: Side, moments?: RunMoments): string {
  const frame = divergence.frames[side];
  if (frame === undefined) return `no such ${divergence.kind === "step" ? "object" : "finding"}`;
  const role = roleAt(divergence);
  const [name, other] = [side, otherSide(side)].map((each) => role?.[each]?.object.ref.name ?? "");
  const named = role !== undefined && name !== other && name !== "" ? `${name}  ` : "";
  return `${named}#${frame.sequence}  ${runMoment(side, frame, moments)}  ${frame.stage}${frame.stayed ? " (until the end of the recording)" : ""}`;
}

function roleAt(divergence: Divergence): Role | undefined {
  return divergence.kind === "step" ? divergence.pathDivergence.role : divergence.role;
}

/** The lines of a diff, indented below their title; in short the first of them. */
export function indentedChanges(changes: Comparison["divergenceChanges"], layout: SectionLayout, inShort?: number): readonly string[] {
  const columns = layout.terminalColumns === undefined ? {} : { columns: layout.terminalColumns - 4 };
  const lines = changeLines(changes, { paint: layout.paint, base: noTimeBase, ...columns }).map((line) => `    ${line}`);
  const shown = inShort === undefined || !layout.short ? lines : lines.slice(0, inShort);
  return [...shown, ...layout.more(lines.length - shown.length, "line")];
}

/** All other roles whose paths diverge, one line each; on a narrow terminal two. */
export function otherDivergenceLines({ divergence, pathDivergences }: Comparison, layout: SectionLayout): readonly string[] {
  const others = pathDivergences.filter(
    (each) => each.kind !== "beyond" && (divergence?.kind !== "step" || each !== divergence.pathDivergence),
  );
  return pathDivergenceLines(others, layout);
}

/** The roles that failed in one run after the recording of the other had ended: no divergence, as nobody knows what the other did then. */
export function laterFailureLines({ pathDivergences }: Comparison, layout: SectionLayout): readonly string[] {
  return pathDivergenceLines(
    pathDivergences.filter(({ kind }) => kind === "beyond"),
    layout,
  );
}

function pathDivergenceLines(others: readonly PathDivergence[], layout: SectionLayout): readonly string[] {
  const shown = others.slice(0, layout.limit(4));
  const rows = shown.map((each) => [printable(each.role.title, 300), printable(describePathDivergence(each), 300)] as const);
  const width = rows.reduce((most, [title]) => Math.max(most, widthOf(title)), 0);
  const lines = rows.flatMap(([title, words]) => {
    const line = `  ${padEnd(title, width)}  ${words}`;
    return layout.terminalColumns === undefined || widthOf(line) <= layout.terminalColumns
      ? [line]
      : [layout.fit(`  ${title}`), ...wrap(words, layout.columns - 6).map((part) => `      ${part}`)];
  });
  return [...lines, ...layout.more(others.length - shown.length, "object")];
}

/** "A became Ready at +0.554s; B: not by +55.1s (deleted)". Can hold recorded text. */
export function describePathDivergence({ role, next }: PathDivergence): string {
  const alone = sides.find((side) => role[otherSide(side)] === undefined);
  if (alone !== undefined) return `only in ${sideName(alone)}`;
  return sides
    .map((side) => {
      const step = next[side];
      const name = sideName(side);
      if (step?.found) return describeStep(name, role.kind, step);
      if (step !== undefined) return `${describeStep(name, role.kind, step)} at ${formatOffset(step.atMs)}`;
      const object = role[side]?.object;
      const at = formatOffset((object?.endMs ?? 0) - (object?.timeOriginMs ?? 0));
      return `${name}: not by ${at} (${object?.gone ? "deleted" : "end of recording"})`;
    })
    .join("; ");
}

function paintSide(side: Side, { paint }: SectionLayout): (text: string) => string {
  return side === "a" ? paint.sideA : paint.sideB;
}
