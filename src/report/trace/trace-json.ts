import type { Finding } from "../../diagnosis/engine/finding.js";
import type { TreeNode } from "../overview/owner-tree.js";
import type { TracedObject, TracePicture } from "./trace-picture.js";

/**
 * A picture as `trace -o json` gives it. This is a contract: fields are added, never changed, while `schemaVersion` stays 1. Text is as
 * recorded: whoever prints it must escape it. `sinceMs`: when the object came into its stage, ms since session start.
 */
export function traceJson(picture: TracePicture): object {
  return {
    schemaVersion: 1,
    offsetMs: picture.nowMs,
    waiting: [...picture.sentences, ...picture.absent],
    objects: picture.forest.map((root) => nodeJson(root)),
  };
}

function nodeJson({ item, below }: TreeNode<TracedObject>): object {
  const { living, role, readiness, waitsFor, findings } = item;
  const { apiVersion, kind, namespace, name, uid } = living.ref;
  return {
    apiVersion,
    kind,
    namespace,
    name,
    uid,
    role,
    stage: living.stage,
    sinceMs: living.sinceMs,
    ready: readiness?.ready,
    wanted: readiness?.wanted,
    waitsFor,
    findings: findings.map((finding) => findingJson(finding)),
    below: below.map((node) => nodeJson(node)),
  };
}

function findingJson({ class: word, severity, container, message, sinceMs }: Finding): object {
  return { class: word, severity, container, message, sinceMs };
}
