import type { ObjectRef, Uid } from "../../model/kube-object.js";
import { advise } from "../evidence/advice.js";
import { type CandidateFinding, missingKey } from "./candidate-finding.js";
import type { Finding } from "./finding.js";
import type { MissingThing } from "./symptom.js";
import type { World } from "./world.js";

/** Evidence of so many frames is kept, where many objects wait for one thing. */
const maxEvidence = 12;

/** The drafts, and before them one for each thing that is missing: named by all that wait for it, it explains them all. */
export function withMissingThings(drafts: readonly CandidateFinding[], world: World): readonly CandidateFinding[] {
  const waiting = new Map<string, CandidateFinding[]>();
  for (const draft of drafts) {
    const { missing } = draft;
    if (missing === undefined) continue;
    const key = missingKey(missing);
    const those = waiting.get(key);
    if (those === undefined) waiting.set(key, [draft]);
    else those.push(draft);
  }
  const roots = [...waiting.values()].flatMap((those) => rootOf(those, world) ?? []);
  return [...roots, ...drafts];
}

function rootOf(waiting: readonly CandidateFinding[], world: World): CandidateFinding | undefined {
  const thing = waiting[0]?.missing;
  if (thing === undefined) return undefined;
  const findings = waiting.map((draft) => draft.finding);
  const firstMs = Math.min(...findings.map((finding) => finding.sinceMs));
  const lasts = findings.some((finding) => !finding.resolved);
  const endMs = Math.max(...findings.map((finding) => finding.sinceMs + (finding.durationMs ?? 0)));
  const evidence = [...new Set(findings.flatMap((finding) => finding.evidence))].sort((a, b) => a - b);
  const finding: Finding = {
    class: thing.key === undefined ? `${thing.kind}NotFound` : `${thing.kind}KeyNotFound`,
    severity: "critical",
    object: refOfMissing(thing),
    message: `${sentence(thing)}, but ${needers(findings)}.`,
    firstSequence: evidence[0] ?? 0,
    lastSequence: Math.max(...findings.map((each) => each.lastSequence)),
    sinceMs: firstMs,
    durationMs: lasts ? null : endMs - firstMs,
    resolved: !lasts,
    ...(lasts ? {} : { resolution: resolutionOf(thing, findings, world) }),
    evidence: evidence.length <= maxEvidence ? evidence : [...evidence.slice(0, maxEvidence / 2), ...evidence.slice(-maxEvidence / 2)],
    events: [],
    causes: [],
    advice: adviceFor(thing, findings),
  };
  return { finding, provides: missingKey(thing) };
}

function sentence({ kind, name, key }: MissingThing): string {
  return key === undefined ? `${kind} "${name}" does not exist` : `${kind} "${name}" has no key "${key}"`;
}

function needers(findings: readonly Finding[]): string {
  const names = [...new Set(findings.map(({ object }) => `${object.kind}/${object.name}`))];
  const [first = ""] = names;
  return names.length === 1 ? `${first} needs it` : `${first} and ${names.length - 1} more need it`;
}

function resolutionOf(thing: MissingThing, findings: readonly Finding[], world: World): string {
  const appeared = world.appearanceOf(thing.kind, thing.namespace, thing.name);
  if (appeared !== undefined && thing.key === undefined) return `The ${thing.kind} appeared (#${appeared}).`;
  return findings.every((finding) => /deleted|deletion/.test(finding.resolution ?? ""))
    ? "What needed it was deleted."
    : `The ${thing.kind} ${thing.key === undefined ? "appeared" : "has the key now"}: what needed it went on.`;
}

function refOfMissing({ kind, namespace, name }: MissingThing): ObjectRef {
  const uid = `v1/${kind}/${namespace ?? ""}/${name}` as Uid;
  return { uid, apiVersion: "v1", kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function adviceFor({ kind, namespace, name, key }: MissingThing, needing: readonly Finding[]): readonly string[] {
  const word = kind.toLowerCase();
  // A pull secret cannot be an optional one.
  const mayBeOptional = (kind === "ConfigMap" || kind === "Secret") && needing.some((finding) => finding.class !== "ErrImagePull");
  if (name === "kube-root-ca.crt")
    return ["the controller manager makes it in every namespace: see whether that runs; in a new namespace it comes in a moment"];
  if (key !== undefined)
    return [
      `add the key to it, or correct the name in the Pod: ${advise(["describe", word, name], namespace)}`,
      "mark the reference as optional where the Pod can do without it",
    ];
  return [
    `create it, or correct the name of what refers to it; what is there: ${advise(["get", word], namespace)}`,
    ...(mayBeOptional ? ["mark the reference as optional where the Pod can do without it"] : []),
  ];
}
