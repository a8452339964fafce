import { type Condition, conditionOf, conditionsOf } from "../fields/conditions.js";
import type { Clause, ObjectChange } from "../kinds/kind-rules.js";
import { asOneLine, clause } from "./words.js";

/** Conditions that are new, or whose status or reason changed, with the message of the controller. A changed message alone is ignored. */
export function conditionChanges({ before, after }: ObjectChange, skip: readonly string[] = []): readonly Clause[] {
  return conditionsOf(after).flatMap((now) => {
    if (skip.includes(now.type)) return [];
    const then = conditionOf(before, now.type);
    if (then?.status === now.status && then.reason === now.reason) return [];
    return [
      clause(then?.status === now.status ? 48 : 58, inWords(now, then), {
        brief: `${now.type}=${now.status}${now.reason === undefined ? "" : ` ${now.reason}`}`,
      }),
    ];
  });
}

function inWords(now: Condition, then: Condition | undefined): string {
  const reason = now.reason === undefined ? "" : ` (${now.reason})`;
  const message = now.message === undefined ? "" : `: ${asOneLine(now.message)}`;
  const verb = then === undefined ? "is" : then.status === now.status ? "is still" : "is now";
  return `condition ${now.type} ${verb} ${now.status}${reason}${message}`;
}
