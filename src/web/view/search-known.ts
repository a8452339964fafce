import type { FindingGroup } from "../../diagnosis/group-findings.js";
import type { ObjectAnalysis } from "../../interpret/session-analysis.js";
import { displayName } from "../../model/kube-object.js";

/** What can be searched of an analysis, in lower case: made once, as there can be very many objects. */
interface SearchIndex {
  readonly objects: readonly { readonly object: ObjectAnalysis; readonly text: string }[];
  readonly findings: readonly { readonly group: FindingGroup; readonly text: string }[];
}

export function searchIndex(objects: readonly ObjectAnalysis[], groups: readonly FindingGroup[]): SearchIndex {
  return {
    objects: objects.map((object) => ({ object, text: textOfObject(object) })),
    findings: groups.map((group) => ({ group, text: textOfGroup(group) })),
  };
}

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
export function searchKnown(searched: string, index: SearchIndex): KnownMatches {
  const words = searched
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return { objects: [], findings: [], counts: { objects: 0, findings: 0 } };
  const isMatch = ({ text }: { readonly text: string }) => words.every((word) => text.includes(word));
  const whole = words.join(" ");
  const objects = index.objects.filter(isMatch);
  const findings = index.findings.filter(isMatch);
  const best = objects
    .map(({ object }) => ({ object, rank: rankOf(object, whole) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, maxMatches);
  return {
    objects: best.map(({ object }) => object),
    findings: findings.slice(0, maxMatches).map(({ group }) => group),
    counts: { objects: objects.length, findings: findings.length },
  };
}

function textOfObject({ ref, stage, stageIntervals }: ObjectAnalysis): string {
  const stages = [stage, ...stageIntervals.map((interval) => interval.stage)].map(({ name, detail = "" }) => `${name} ${detail}`);
  return `${displayName(ref)} ${ref.namespace ?? ""} ${ref.uid} ${[...new Set(stages)].join(" ")}`.toLowerCase();
}

function textOfGroup({ finding, objects }: FindingGroup): string {
  const { class: name, severity, message, container = "", resolution = "", events } = finding;
  const texts = [
    name,
    severity,
    container,
    message,
    resolution,
    ...events.map(({ reason }) => reason),
    ...objects.map((ref) => displayName(ref)),
  ];
  return texts.join(" ").toLowerCase();
}

/** The name itself before names that begin with the text, before names that hold it, before the rest. */
function rankOf({ ref }: ObjectAnalysis, text: string): number {
  const name = ref.name.toLowerCase();
  if (name === text || displayName(ref).toLowerCase() === text) return 0;
  if (name.startsWith(text)) return 1;
  return name.includes(text) ? 2 : 3;
}
