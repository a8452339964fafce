import type { Finding } from "../../diagnosis/engine/finding.js";
import { missingReferenceWords } from "../../diagnosis/engine/missing-references.js";
import { rolloutRole } from "../../lifecycle/fields/pod-template.js";
import type { Readiness } from "../../lifecycle/fields/readiness.js";
import {
  type OwnerTree,
  pendingInTree,
  pendingSentence,
  type SentenceOptions,
  settledSentence,
} from "../../lifecycle/pending/pending-sentence.js";
import type { ObjectState } from "../../lifecycle/session/object-states.js";
import { ownersAndSelectors } from "../../lifecycle/session/owners-and-selectors.js";
import { displayName, type ObjectRef, type Uid } from "../../model/kube-object.js";
import { ownerForest, type TreeNode } from "../overview/owner-tree.js";

/** The objects of a workload at a moment, and what they wait for. */
export interface TracePicture {
  /** ms since session start. */
  readonly nowMs: number;
  /** What is waited for, the most urgent first; where nothing is, the state. Can hold recorded text. */
  readonly sentences: readonly string[];
  /** Targets that do not exist yet, in words. */
  readonly absent: readonly string[];
  readonly forest: readonly TreeNode<TracedObject>[];
}

export interface TracedObject {
  readonly living: ObjectState;
  /** Of a ReplicaSet while there are several: which side of the rollout it is on. */
  readonly role?: "new" | "old";
  readonly readiness?: Readiness;
  /** What it waits for, as it follows "waits for". Can hold recorded text. */
  readonly waitsFor?: string;
  /** Its open findings, the worst first, without those that another one in the picture causes. */
  readonly findings: readonly Finding[];
}

interface TraceOptions {
  readonly nowMs: number;
  /** The objects whose trees are drawn; undefined for all. */
  readonly isRoot: ((ref: ObjectRef) => boolean) | undefined;
  /** Targets that do not exist yet, as typed. */
  readonly missing: readonly string[];
  /** Objects are named with their namespaces. */
  readonly namespaces?: boolean;
  readonly findings: readonly Finding[];
}

/** Pure: the same objects and findings give the same picture. */
export function tracePicture(objects: readonly ObjectState[], options: TraceOptions): TracePicture {
  const linked = linkedToRoots(objects, options.isRoot);
  const forest = ownerForest(linked, rankOf).map((root) => withoutDuplicates(root));
  const findings = openFindings(options.findings);
  const withCause = causeWords(options.findings, findings, options.namespaces);
  return {
    nowMs: options.nowMs,
    sentences: sentencesOf(forest, {
      ...(options.namespaces === undefined ? {} : { namespaces: options.namespaces }),
      withCause,
      openFindings: ({ ref }) => (findings.get(ref.uid) ?? []).map(({ class: word }) => word),
    }),
    absent: options.missing.map((target) => `waiting for ${target} to be created`),
    forest: forest.map((root) => tracedTree(root, findings, withCause)),
  };
}

interface LinkedObject {
  readonly ref: ObjectRef;
  readonly owners: ObjectState["owners"];
  readonly living: ObjectState;
}

/** All objects below the roots, however deep. */
function linkedToRoots(objects: readonly ObjectState[], isRoot: TraceOptions["isRoot"]): readonly LinkedObject[] {
  const ownersOf = ownersAndSelectors(objects);
  const all = objects.map((living) => ({ ref: living.ref, owners: ownersOf(living), living }));
  if (isRoot === undefined) return all;
  const below = new Map<string, LinkedObject[]>();
  for (const linked of all)
    for (const { uid } of linked.owners) {
      const known = below.get(uid);
      if (known === undefined) below.set(uid, [linked]);
      else known.push(linked);
    }
  const chosen = new Map<Uid, LinkedObject>();
  const open = all.filter(({ ref }) => isRoot(ref));
  for (let linked = open.pop(); linked !== undefined; linked = open.pop()) {
    if (chosen.has(linked.ref.uid)) continue;
    chosen.set(linked.ref.uid, linked);
    for (const each of below.get(linked.ref.uid) ?? []) open.push(each);
  }
  return all.filter(({ ref }) => chosen.has(ref.uid));
}

/** Deleted objects and ReplicaSets without Pods come last. */
function rankOf({ living }: LinkedObject): number {
  if (living.isDeleted) return 2;
  return living.ref.kind === "ReplicaSet" && living.stage.name === "Scaled to zero" ? 1 : 0;
}

/** Bookkeeping of controllers, and Endpoints where EndpointSlices say the same. */
function withoutDuplicates(node: TreeNode<LinkedObject>): TreeNode<LinkedObject> {
  const hasSlices = node.below.some(({ item }) => item.ref.kind === "EndpointSlice");
  const kept = node.below.filter(({ item }) => item.ref.kind !== "ControllerRevision" && !(hasSlices && item.ref.kind === "Endpoints"));
  return { item: node.item, below: kept.map((child) => withoutDuplicates(child)) };
}

type WithCause = NonNullable<SentenceOptions["withCause"]>;

function tracedTree(
  node: TreeNode<LinkedObject>,
  findings: ReadonlyMap<string, readonly Finding[]>,
  withCause: WithCause,
  above?: ObjectState,
  peers = 0,
): TreeNode<TracedObject> {
  const { living } = node.item;
  const role = peers > 1 && above !== undefined && living.ref.kind === "ReplicaSet" ? rolloutRole(living.object, above.object) : undefined;
  const sets = node.below.filter(({ item }) => item.ref.kind === "ReplicaSet").length;
  const waitsFor = pendingInTree({ item: living, children: node.below.map(({ item }) => ({ item: item.living, children: [] })) })?.what;
  const readiness = living.readiness ?? summed(node.below.map(({ item }) => item.living));
  return {
    item: {
      living,
      ...(role === undefined ? {} : { role }),
      ...(readiness === undefined ? {} : { readiness }),
      ...(waitsFor === undefined ? {} : { waitsFor: withCause(living, waitsFor) }),
      findings: findings.get(living.ref.uid) ?? [],
    },
    below: node.below.map((child) => tracedTree(child, findings, withCause, living, sets)),
  };
}

/** A Service counts nothing by itself; its EndpointSlices do. */
function summed(below: readonly ObjectState[]): Readiness | undefined {
  const counts = below.flatMap(({ ref, readiness }) => (ref.kind === "EndpointSlice" && readiness !== undefined ? [readiness] : []));
  if (counts.length === 0) return undefined;
  return { ready: counts.reduce((sum, c) => sum + c.ready, 0), wanted: counts.reduce((sum, c) => sum + c.wanted, 0) };
}

/** By object. A finding that another one of the same object causes adds nothing. */
function openFindings(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const open = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (!isOpen(finding)) continue;
    const cause = finding.causes.map((index) => findings[index]).find((other) => other !== undefined && isOpen(other));
    if (cause?.object.uid === finding.object.uid) continue;
    const known = open.get(finding.object.uid);
    if (known === undefined) open.set(finding.object.uid, [finding]);
    else known.push(finding);
  }
  return open;
}

function isOpen({ resolved, durationMs, severity }: Finding): boolean {
  return !resolved && durationMs === null && severity !== "info";
}

/**
 * What the findings know of why an object waits: a thing that does not exist is what it waits for; else the cause is named beside it, which may be
 * of another object. The status of a container says itself why the container waits.
 */
function causeWords(all: readonly Finding[], open: ReadonlyMap<string, readonly Finding[]>, namespaces: boolean | undefined): WithCause {
  return (item, what) => {
    const own = open.get(item.ref.uid) ?? [];
    const roots = own.map((finding) => rootCause(finding, all));
    const missing = roots.map((root) => missingReferenceWords(root)).find((words) => words !== undefined);
    if (missing !== undefined) return missing;
    const other = roots.find(({ object }) => object.uid !== item.ref.uid);
    if (other !== undefined) return `${what} (${other.class} of ${displayName(other.object, namespaces)})`;
    const ofWhole = own.find(({ container }) => container === undefined);
    return ofWhole === undefined || what.includes("(") ? what : `${what} (${ofWhole.class})`;
  };
}

/** The first open cause of a finding, and of that. */
function rootCause(finding: Finding, all: readonly Finding[]): Finding {
  const seen = new Set([finding]);
  let root = finding;
  for (;;) {
    const cause = root.causes.map((index) => all[index]).find((other) => other !== undefined && isOpen(other) && !seen.has(other));
    if (cause === undefined) return root;
    seen.add(cause);
    root = cause;
  }
}

function sentencesOf(forest: readonly TreeNode<LinkedObject>[], options: SentenceOptions): readonly string[] {
  const wholes = forest.map((root) => wholeOf(root));
  const waits = wholes
    .flatMap((whole) => {
      const text = pendingSentence(whole, options);
      return text === undefined ? [] : [{ text, isBad: whole.item.stage.tone === "bad" }];
    })
    .sort((a, b) => Number(b.isBad) - Number(a.isBad))
    .map(({ text }) => text);
  return waits.length > 0 ? waits : wholes.map((whole) => settledSentence(whole, options));
}

function wholeOf({ item, below }: TreeNode<LinkedObject>): OwnerTree {
  return { item: item.living, children: below.map((child) => wholeOf(child)) };
}
