import type { Run } from "../../compare/run/run.js";
import { type Side, sideName } from "../../compare/sides.js";
import type { TimeFormat } from "../../io/moment-format.js";
import { plural } from "../../lifecycle/narration/words.js";
import { haveSameReplacements } from "../../model/session-share.js";
import { partWords } from "../overview/part-text.js";

/** What of a run was not seen or is not compared, a sentence each. `time`: how moments are shown. */
export function lossWarnings(of: Side, { possibleLosses, objects, objectsLeftOut, part }: Run, time?: TimeFormat): readonly string[] {
  const side = sideName(of);
  const gaps = `${side} has ${plural(possibleLosses, "gap")} with possible loss: what seems missing in ${side} may only be missing in its recording.`;
  const others = `${side} has too many objects to compare: its first ${objects.length} are compared, ${objectsLeftOut} others are not.`;
  const cutAway =
    part === undefined ? [] : [`${side} is a ${partWords(part, time)}: what seems missing in ${side} may only have been cut away.`];
  return [...cutAway, ...(possibleLosses === 0 ? [] : [gaps]), ...(objectsLeftOut === undefined ? [] : [others])];
}

/** Where values of a run were replaced otherwise than in the other run: what differs may be equal. Nothing of runs that were shared together. */
export function shareWarnings(of: Side, { shared }: Run, other: Run): readonly string[] {
  if (shared === undefined || haveSameReplacements(shared, other.shared)) return [];
  const side = sideName(of);
  return [`${side} was shared at level ${shared.level}, not together with the other: values that differ here may have been equal.`];
}
