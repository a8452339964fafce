import { condition, type Told, thing } from "../diagnosis/story.js";

/** A ReplicaSet whose Pods the API server refuses to create. */
export function forbidden(message: string): readonly Told[] {
  const conditions = [condition("ReplicaFailure", "True", "FailedCreate", `pods "web-x" is forbidden: ${message}`)];
  return [[0, thing("apps/v1", "ReplicaSet", "web", { spec: { replicas: 3 }, status: { replicas: 0, conditions } })]];
}
