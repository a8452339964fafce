import { createHmac } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Finding } from "../../../src/diagnosis/engine/finding.js";
import { analyse } from "../../../src/interpret/analyse.js";
import { finalFindings } from "../../../src/interpret/session-analysis.js";
import type { Frame } from "../../../src/model/frame.js";
import type { SessionReader } from "../../../src/model/session.js";
import { openRecording } from "../../../src/recording/node/open-recording.js";
import { isPlaceholder } from "../../../src/sharing/placeholders.js";
import { isKnownWord, knownWord } from "../../../src/sharing/skeleton/known-words.js";
import { fixedSentences } from "../../../src/sharing/skeleton/kubernetes-sentences.js";
import { isPlainShape } from "../../../src/sharing/skeleton/plain-shapes.js";
import { schedulerReasons } from "../../../src/sharing/skeleton/scheduler-sentence.js";
import { customRole, customSpecRole, fieldRole, metadataRole } from "../../../src/sharing/skeleton/skeleton-fields.js";
import { skeletonGap } from "../../../src/sharing/skeleton/skeleton-header.js";
import { commonKeys, commonNames, isBuiltInGroup, type SkeletonNames } from "../../../src/sharing/skeleton/skeleton-names.js";
import { skeletonFrame } from "../../../src/sharing/skeleton/skeleton-session.js";
import { collect } from "../../support/histories.js";
import { InMemorySessionReader } from "../../support/in-memory-session-reader.js";

/** Placeholders for all names, as if none were a pseudonym. */
export const names: SkeletonNames = {
  isStandIn: isPlaceholder,
  standInFor: (text) => `redacted-${createHmac("sha256", "key").update(text).digest("hex").slice(0, 16)}`,
};

const folders = ["recordings", "test/diagnosis/real", "test/compare/real"];

/** Every recording of a real cluster that is in the repository. */
export const recordings: readonly string[] = (
  await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).filter((file) => file.includes(".kubespy")).map((file) => join(folder, file))),
  )
).flat();

export async function recorded(path: string): Promise<SessionReader> {
  return await openRecording(createReadStream(path), { name: basename(path) });
}

export async function framesIn(path: string): Promise<readonly Frame[]> {
  const session = await recorded(path);
  const frames = await collect(session.frames());
  await session.close();
  return frames;
}

export function skeletonFrames(frames: readonly Frame[]): readonly Frame[] {
  return frames.map((frame) => (frame.kind === "gap" ? skeletonGap(frame, names) : skeletonFrame(frame, names)));
}

/** Stages and milestones of each object, in the order of their appearance, without names; of what an object is called by, only its known words. */
export async function courseOf(session: SessionReader): Promise<readonly object[]> {
  const analysis = await analyse(session);
  return analysis.objects.map(({ ref, stageIntervals, milestones, lives }) => ({
    kind: ref.kind,
    lives,
    stages: stageIntervals.map(({ fromMs, stage }) => `${fromMs} ${knownTitle(stage.name)} ${stage.tone}`),
    milestones: milestones.map(({ name, container, tone, sequence, atMs, timeSource, serverTime, how }) => ({
      name: knownTitle(name),
      hasContainer: container !== undefined,
      tone,
      sequence,
      atMs,
      timeSource,
      serverTime,
      how,
    })),
  }));
}

/** Names of kubespy's own ("Rollout 2: begun") have spaces; those of conditions and reasons have none. */
function knownTitle(name: string): string {
  return name.includes(" ") ? name : knownWord(name);
}

export async function findingsOf(session: SessionReader): Promise<readonly string[]> {
  return finalFindings(await analyse(session))
    .map(inClasses)
    .sort();
}

function inClasses({ severity, class: name, object, resolved }: Finding): string {
  return `${resolved ? "~" : ""}${severity} ${name} ${object.kind}`;
}

export function sessionOf(frames: readonly Frame[]): SessionReader {
  return new InMemorySessionReader(frames);
}

/** The first text of a value that is neither of Kubernetes' vocabulary, nor a time, a number or a quantity, nor a stand-in. */
export function freeTextIn(value: unknown, isStandIn: (text: string) => boolean, field = ""): string | undefined {
  if (typeof value === "string") return isOfSkeleton(value, field, isStandIn) ? undefined : `${field}: ${value}`;
  if (Array.isArray(value)) return firstOf(value, (item) => freeTextIn(item, isStandIn, field));
  if (typeof value !== "object" || value === null) return undefined;
  return firstOf(Object.entries(value), ([key, member]) =>
    isFieldName(key) ||
    commonKeys.has(key) ||
    isStandIn(key) ||
    isHugePages(key) ||
    key === "" ||
    key === "deployment.kubernetes.io/revision"
      ? freeTextIn(member, isStandIn, key)
      : `key ${key}`,
  );
}

/** The resource of a Node, named by the size of its pages. */
function isHugePages(key: string): boolean {
  return /^hugepages-\d+[KMG]i$/.test(key);
}

function firstOf<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isOfSkeleton(text: string, field: string, isStandIn: (text: string) => boolean): boolean {
  if (text === "" || isPlainShape(text) || isStandIn(text) || commonNames.has(text) || commonKeys.has(text)) return true;
  if (["message", "note", "error", "errorMessage", "failureMessage"].includes(field)) return isSentence(text, isStandIn);
  if (field === "apiVersion") {
    const [group = "", version] = text.includes("/") ? text.split("/") : ["", text];
    return /^v\d+((alpha|beta)\d+)?$/.test(version ?? "") && (isBuiltInGroup(group) || isStandIn(group));
  }
  if (field === "kind") return /^[A-Z][A-Za-z0-9]{0,62}$/.test(text);
  const [, container] = /^spec\.(?:c|initC|ephemeralC)ontainers\{(.+)\}$/.exec(text) ?? [];
  return container === undefined ? isKnownWord(text) : isStandIn(container);
}

function isSentence(text: string, isStandIn: (text: string) => boolean): boolean {
  const quoted = [...text.matchAll(/"([^"]*)"/g)].map(([, name = ""]) => name);
  const words = text.replace(/"[^"]*"/g, '""');
  const [, refusals = words] = /^0\/\d+ nodes are available(?:: (.*))?\.$/.exec(words) ?? [];
  const isKnown = (part: string) => {
    const reason = part.replace(/^\d+ /, "").replace(/ \{([^:]*): \}$/, (all, key: string) => (commonKeys.has(key) ? "" : all));
    return (
      [...fixedSentences, ...schedulerReasons, ...withNames].includes(reason) ||
      /^Insufficient (cpu|memory|ephemeral-storage|pods)$/.test(reason)
    );
  };
  return (
    quoted.every((name) => isStandIn(name) || commonNames.has(name)) &&
    (isKnown(refusals) || /^0\/\d+ nodes are available\.$/.test(text) || refusals.split(", ").every(isKnown))
  );
}

const kindsMissing =
  "configmap secret serviceaccount persistentvolumeclaim persistentvolume storageclass runtimeclass resourceclaim resourceclaimtemplate".split(
    " ",
  );
const ofVolume = 'MountVolume.SetUp failed for volume ""';
const withNames = [
  'ReplicaSet ""',
  ofVolume,
  ...kindsMissing.flatMap((kind) => [`${kind} "" not found`, `${ofVolume} : ${kind} "" not found`]),
];

function isFieldName(key: string): boolean {
  return (
    (fieldRole(key) ??
      metadataRole.get(key) ??
      customRole.get(key) ??
      customSpecRole.get(key) ??
      (key === "annotations" ? key : undefined)) !== undefined
  );
}
