import type { MilestonePair } from "../differences/milestone-pairs.js";
import { isTimeKnown } from "../differences/milestone-pairs.js";
import { isOwnedBy } from "../divergence.js";
import { elapsedMs } from "../elapsed-ms.js";
import { minExplainedShare } from "../heuristics.js";
import type { Role } from "../match/align-runs.js";
import { otherSide, type Side, sides } from "../sides.js";
import type { Reason, ReasonFacts } from "./reason.js";

/**
 * One run pulled the image of a container that was on the node already in the other. It explains a delay of which the pull is a large part, and a
 * divergence while the containers were being created.
 */
export function imageReason({ milestones, delay, divergence }: ReasonFacts, focus: Role | undefined): Reason | undefined {
  if (focus === undefined) return undefined;
  const own = milestones.filter(({ role }) => role === focus || isOwnedBy(role, focus));
  for (const side of sides) {
    for (const pulled of own) {
      const { role, container } = pulled;
      if (pulled.name !== "Image pulled" || pulled[side] === undefined || pulled[otherSide(side)] !== undefined) continue;
      if (milestoneOf(own, role, container, "Image present")?.[otherSide(side)] === undefined) continue;
      const tookMs = pullMs(own, pulled, side);
      const explains = divergence === undefined && delay?.side === side && tookMs !== undefined && tookMs >= delay.byMs * minExplainedShare;
      return {
        kind: "image",
        explains,
        side,
        role,
        ...(container === undefined ? {} : { container }),
        ...(tookMs === undefined ? {} : { tookMs }),
      };
    }
  }
  return undefined;
}

function milestoneOf(pairs: readonly MilestonePair[], role: Role, container: string | undefined, name: string): MilestonePair | undefined {
  return pairs.find((pair) => pair.role === role && pair.container === container && pair.name === name);
}

function pullMs(pairs: readonly MilestonePair[], pulled: MilestonePair, side: Side): number | undefined {
  const [from, to] = [milestoneOf(pairs, pulled.role, pulled.container, "Pulling image")?.[side], pulled[side]];
  return isTimeKnown(from) && isTimeKnown(to) && from.timeSource === to.timeSource ? elapsedMs(from.atMs, to.atMs) : undefined;
}
