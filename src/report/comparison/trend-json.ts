import type { GroupComparison } from "../../compare/compare-groups.js";
import type { Run } from "../../compare/run/run.js";
import { trendSentences } from "./trend-words.js";

/** `kubespy compare --baseline ... --candidate ... -o json`. A contract: fields are added, never changed, while `schemaVersion` stays 1. */
export function trendJson(groups: GroupComparison): object {
  const { baseline, candidate, trends, diverged } = groups;
  return {
    schemaVersion: 1,
    sentences: trendSentences(groups),
    baseline: baseline.map(runJson),
    candidate: candidate.map(runJson),
    trends,
    parted: diverged.map(({ group, run, comparison }) => ({ group, run, headline: comparison.headline })),
  };
}

function runJson({ name, targets, frames, durationMs, objects, possibleLosses }: Run): object {
  return { name, targets, frames, objects: objects.length, durationMs, possibleLosses };
}
