import type { Content } from "./run.js";

/** What both runs asked for at the same turn; a side is missing where the other run changed its mind once more. */
export interface ContentPair {
  readonly a: Content | undefined;
  readonly b: Content | undefined;
}

/**
 * Pairs what was asked for in turn. A workload is given a new template at each rollout: the first with the first, whatever was changed besides
 * (it may have been scaled in between), and what was changed between two rollouts in turn as well.
 */
export function pairContents(a: readonly Content[], b: readonly Content[]): readonly ContentPair[] {
  const [rolloutsA, rolloutsB] = [byTemplate(a), byTemplate(b)];
  return inTurn(rolloutsA, rolloutsB).flatMap(([ofA, ofB]) => inTurn(ofA ?? [], ofB ?? []).map(([left, right]) => ({ a: left, b: right })));
}

function byTemplate(contents: readonly Content[]): readonly (readonly Content[])[] {
  const rollouts: Content[][] = [];
  for (const [i, content] of contents.entries()) {
    const last = rollouts.at(-1);
    if (last !== undefined && contents[i - 1]?.template === content.template) last.push(content);
    else rollouts.push([content]);
  }
  return rollouts;
}

function inTurn<T>(as: readonly T[], bs: readonly T[]): readonly (readonly [T | undefined, T | undefined])[] {
  return Array.from({ length: Math.max(as.length, bs.length) }, (_, i) => [as[i], bs[i]] as const);
}
