import type { FindingGroup } from "../../diagnosis/group-findings.js";

/** One finding in the list of a verdict. */
export interface FindingRow {
  /** As the terminal numbers it, from 1. */
  readonly number: number;
  readonly group: FindingGroup;
  /** How many causes are above it. */
  readonly depth: number;
  /** The numbers of its causes. */
  readonly causes: readonly number[];
  /** What to try that no row before has said. */
  readonly advice: readonly string[];
}

export interface FindingRows {
  /** Each consequence follows its cause, below the other consequences of that cause that come before it. */
  readonly failures: readonly FindingRow[];
  /** What is no failure, but good to know. */
  readonly infos: readonly FindingRow[];
}

/** The groups of findings in the order of a verdict: as a tree, in which what has several causes is below the one that itself has the most. */
export function findingRows(groups: readonly FindingGroup[]): FindingRows {
  const depths: number[] = [];
  const children = new Map<number, number[]>();
  const roots: number[] = [];
  for (const [i, { finding }] of groups.entries()) {
    const parent = deepest(finding.causes, groups, depths);
    depths.push(parent === undefined ? 0 : (depths[parent] ?? 0) + 1);
    if (finding.severity === "info") continue;
    if (parent === undefined) roots.push(i);
    else children.set(parent, [...(children.get(parent) ?? []), i]);
  }
  const advised = new Set<string>();
  const rowOf = (i: number): FindingRow[] => {
    const group = groups[i];
    if (group === undefined) return [];
    const advice = group.finding.advice.filter((each) => !advised.has(each));
    for (const each of advice) advised.add(each);
    return [{ number: i + 1, group, depth: depths[i] ?? 0, causes: group.finding.causes.map((cause) => cause + 1), advice }];
  };
  const order: number[] = [];
  // Chains of causes can be longer than the stack is deep.
  for (const rest = roots.toReversed(); rest.length > 0; ) {
    const i = rest.pop() ?? 0;
    order.push(i);
    for (const child of (children.get(i) ?? []).toReversed()) rest.push(child);
  }
  const infos = groups.flatMap(({ finding }, i) => (finding.severity === "info" ? [i] : []));
  return { failures: order.flatMap(rowOf), infos: infos.flatMap(rowOf) };
}

/** Causes come before what they cause; those that are only worth knowing have no place in the tree. */
function deepest(causes: readonly number[], groups: readonly FindingGroup[], depths: readonly number[]): number | undefined {
  let best: number | undefined;
  for (const cause of causes) {
    const depth = depths[cause];
    if (depth === undefined || groups[cause]?.finding.severity === "info") continue;
    if (best === undefined || depth > (depths[best] ?? 0)) best = cause;
  }
  return best;
}

/** Advice as its words and the command at its end: "see the full error" and "kubectl describe pod web -n default". */
export function adviceParts(advice: string): { readonly words: string; readonly command?: string } {
  const match = /^(?:(.*?): )?(kubectl .+)$/s.exec(advice);
  const [, words = "", command] = match ?? [];
  return command === undefined ? { words: advice } : { words, command };
}
