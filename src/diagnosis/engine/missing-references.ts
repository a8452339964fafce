import { greatest, least } from "../../model/extremes.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import { kubectl } from "../evidence/kubectl.js";
import { type CandidateFinding, missingKeyOf, nameKeyOf } from "./candidate-finding.js";
import type { Finding } from "./finding.js";
import { pushTo } from "./finding-index.js";
import type { MissingReference } from "./symptom.js";
import type { LiveObjects } from "./world.js";

/** Where many objects wait for one thing, evidence of this many frames is kept. */
const maxEvidence = 12;

/** Adds, before the candidates, one for each reference to something that does not exist: it explains all that wait for it. */
export function withMissingReferences(candidates: readonly CandidateFinding[], world: LiveObjects): readonly CandidateFinding[] {
  const waiting = new Map<string, CandidateFinding[]>();
  for (const candidate of candidates) if (candidate.missing !== undefined) pushTo(waiting, missingKeyOf(candidate.missing), candidate);
  if (waiting.size === 0) return candidates;
  const roots = [...waiting.values()].flatMap((those) => rootOf(those, world) ?? []);
  return [...roots, ...candidates];
}

function rootOf(waiting: readonly CandidateFinding[], world: LiveObjects): CandidateFinding | undefined {
  const missing = waiting[0]?.missing;
  if (missing === undefined) return undefined;
  const findings = waiting.map((candidate) => candidate.finding);
  const sinceMs = least(findings.map((finding) => finding.sinceMs));
  const isOpen = findings.some((finding) => !finding.resolved);
  const endMs = greatest(findings.map((finding) => finding.sinceMs + (finding.durationMs ?? 0)));
  const evidence = [...new Set(findings.flatMap((finding) => finding.evidence))].sort((a, b) => a - b);
  const finding: Finding = {
    class: missing.key === undefined ? `${missing.kind}NotFound` : `${missing.kind}KeyNotFound`,
    severity: "critical",
    object: refOf(missing),
    message: `${nameOf(missing)}, but ${dependentsOf(findings)}.`,
    firstSequence: evidence[0] ?? 0,
    lastSequence: greatest(findings.map((each) => each.lastSequence)),
    sinceMs,
    durationMs: isOpen ? null : endMs - sinceMs,
    resolved: !isOpen,
    ...(isOpen ? {} : { resolution: resolutionOf(missing, waiting, world) }),
    evidence: evidence.length <= maxEvidence ? evidence : [...evidence.slice(0, maxEvidence / 2), ...evidence.slice(-maxEvidence / 2)],
    events: [],
    causes: [],
    advice: adviceFor(missing, findings),
  };
  return { finding, nameKey: nameKeyOf(finding.object), missingKey: missingKeyOf(missing) };
}

/** What such a finding waits for: "ConfigMap site to be created", "key url in ConfigMap site". Undefined for other findings. Can hold recorded text. */
export function missingReferenceWords({ class: name, object: { kind, name: objectName }, message }: Finding): string | undefined {
  if (name === `${kind}NotFound`) return `${kind} ${objectName} to be created`;
  if (name !== `${kind}KeyNotFound`) return undefined;
  const key = /has no key "([^"]*)"/.exec(message)?.[1];
  return `${key === undefined ? "the missing key" : `key ${key}`} in ${kind} ${objectName}`;
}

function refOf({ kind, namespace, name }: MissingReference): ObjectRef {
  const uid = `v1/${kind}/${namespace ?? ""}/${name}` as Uid;
  return { uid, apiVersion: "v1", kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function nameOf({ kind, name, key }: MissingReference): string {
  return key === undefined ? `${kind} "${name}" does not exist` : `${kind} "${name}" has no key "${key}"`;
}

function dependentsOf(findings: readonly Finding[]): string {
  const names = [...new Set(findings.map(({ object }) => `${object.kind}/${object.name}`))];
  const [first = ""] = names;
  return names.length === 1 ? `${first} needs it` : `${first} and ${names.length - 1} more need it`;
}

function resolutionOf(missing: MissingReference, waiting: readonly CandidateFinding[], world: LiveObjects): string {
  const created = world.creationOf(missing.kind, missing.namespace, missing.name);
  if (created !== undefined && missing.key === undefined) return `The ${missing.kind} was created (#${created}).`;
  if (waiting.every(({ endedByDeletion }) => endedByDeletion)) return "The objects that need it were deleted.";
  // Who waited for it can also fall silent: that it exists has to be seen, or proved by one that went on.
  const isSeen = missing.key === undefined && world.named(missing.kind, missing.namespace, missing.name) !== undefined;
  if (isSeen || waiting.some(({ hasRecovered }) => hasRecovered))
    return missing.key === undefined ? `The ${missing.kind} exists now.` : `The ${missing.kind} has the key now.`;
  return waiting.find(({ endedByDeletion }) => !endedByDeletion)?.finding.resolution ?? "The objects that need it were deleted.";
}

function adviceFor({ kind, namespace, name, key }: MissingReference, waiting: readonly Finding[]): readonly string[] {
  const word = kind.toLowerCase();
  // A pull secret cannot be optional.
  const canBeOptional = (kind === "ConfigMap" || kind === "Secret") && waiting.some((finding) => finding.class !== "ErrImagePull");
  const makeOptional = "if the Pod works without it, mark the reference as optional";
  if (name === "kube-root-ca.crt")
    return ["check that the controller manager runs: it creates this ConfigMap in every namespace, shortly after the namespace"];
  if (key !== undefined)
    return [`add the key to it, or correct the name in the Pod: ${kubectl(["describe", word, name], namespace)}`, makeOptional];
  return [
    `create it, or correct the name in the objects that refer to it; list what exists: ${kubectl(["get", word], namespace)}`,
    ...(canBeOptional ? [makeOptional] : []),
  ];
}
