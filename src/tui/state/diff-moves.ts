import type { ObjectRef } from "../../model/kube-object.js";
import { objectTitle } from "../../report/replay/object-title.js";
import { currentRow, type DiffBase, type PlayerState } from "./player-state.js";
import { say, without } from "./updated.js";

/**
 * Marks the step shown, for other steps of its object to be compared with; on one of those, shows the difference, and the next time ends it. On a
 * step of another object, that one is marked instead.
 */
export function diffFrom(state: PlayerState): PlayerState {
  const row = currentRow(state);
  if (row?.kind !== "object") return say(state, "this step has no object");
  const { diffBase } = state;
  const title = objectTitle(row.frame.ref, state.session.namespaces);
  const marked = { ...state, diffBase: { row, isShown: false } };
  if (diffBase === undefined) return say(marked, `marked #${row.frame.sequence} of ${title}: d on another of its steps shows the diff`);
  const { frame } = diffBase.row;
  if (!isSameObject(frame.ref, row.frame.ref)) {
    const earlier = `#${frame.sequence} is of ${objectTitle(frame.ref, state.session.namespaces)}`;
    return say(marked, `${earlier}: marked #${row.frame.sequence} of ${title} instead`);
  }
  if (diffBase.isShown || frame.sequence === row.frame.sequence) return endDiff(state);
  return { ...state, diffBase: { ...diffBase, isShown: true }, pane: "diff", scroll: 0 };
}

/** Steps show their own changes again. */
export function endDiff(state: PlayerState): PlayerState {
  const { diffBase } = state;
  if (diffBase === undefined) return state;
  const { sequence } = diffBase.row.frame;
  const ended = { ...without(state, "diffBase"), scroll: diffBase.isShown ? 0 : state.scroll };
  return say(ended, diffBase.isShown ? `the diff from #${sequence} has ended` : `#${sequence} is no longer marked`);
}

/** What the step shown is compared with; undefined where it shows its own changes: it is the marked one, or of another object. */
export function shownDiffBase(state: PlayerState): DiffBase["row"] | undefined {
  const { diffBase } = state;
  const row = currentRow(state);
  if (diffBase?.isShown !== true || row?.kind !== "object") return undefined;
  const { frame } = diffBase.row;
  return frame.sequence !== row.frame.sequence && isSameObject(frame.ref, row.frame.ref) ? diffBase.row : undefined;
}

/** Also of two incarnations: who deletes an object and creates it again wants to know what is different now. */
function isSameObject(a: ObjectRef, b: ObjectRef): boolean {
  return a.uid === b.uid || (a.kind === b.kind && a.apiVersion === b.apiVersion && a.namespace === b.namespace && a.name === b.name);
}
