import type { Finding } from "../../diagnosis/engine/finding.js";
import type { FindingGroup } from "../../diagnosis/group-findings.js";
import type { ObjectAnalysis } from "../../interpret/session-analysis.js";
import { displayName } from "../../model/kube-object.js";

/** What of an analysis holds all words of a search, the best first; steps are searched where they are read. */
export interface KnownMatches {
  readonly objects: readonly ObjectAnalysis[];
  readonly findings: readonly FindingGroup[];
  /** How many there are of each, also those that are left out. */
  readonly counts: { readonly objects: number; readonly findings: number };
}

/** Shown of each. */
const maxMatches = 8;

/** Searches objects (kind, name, namespace, uid, stage) and findings (class, message, object) for words in any case. */
export function searchKnown(text: string, objects: readonly ObjectAnalysis[], groups: readonly FindingGroup[]): KnownMatches {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return { objects: [], findings: [], counts: { objects: 0, findings: 0 } };
  const has = (searched: string) => words.every((word) => searched.includes(word));
  const whole = words.join(" ");
  const found = objects.filter((object) => has(textOfObject(object)));
  const findings = groups.filter(({ finding, objects: refs }) =>
    has(`${textOfFinding(finding)} ${refs.map(displayName).join(" ").toLowerCase()}`),
  );
  const best = found
    .map((object) => ({ object, rank: rankOf(object, whole) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, maxMatches);
  return {
    objects: best.map(({ object }) => object),
    findings: findings.slice(0, maxMatches),
    counts: { objects: found.length, findings: findings.length },
  };
}

function textOfObject({ ref, stage, stageIntervals }: ObjectAnalysis): string {
  const stages = [stage, ...stageIntervals.map((interval) => interval.stage)].map(({ name, detail = "" }) => `${name} ${detail}`);
  return `${displayName(ref)} ${ref.namespace ?? ""} ${ref.uid} ${[...new Set(stages)].join(" ")}`.toLowerCase();
}

function textOfFinding({ class: name, severity, message, container = "", resolution = "", events }: Finding): string {
  return `${name} ${severity} ${container} ${message} ${resolution} ${events.map(({ reason }) => reason).join(" ")}`.toLowerCase();
}

/** The name itself before names that begin with the text, before names that hold it, before the rest. */
function rankOf({ ref }: ObjectAnalysis, text: string): number {
  const name = ref.name.toLowerCase();
  if (name === text || displayName(ref).toLowerCase() === text) return 0;
  if (name.startsWith(text)) return 1;
  return name.includes(text) ? 2 : 3;
}
