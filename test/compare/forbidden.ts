import { condition, type TimedObject, thing } from "../diagnosis/timed-objects.js";

/** A ReplicaSet whose Pods the API server refuses to create. */
export function forbidden(message: string): readonly TimedObject[] {
  const conditions = [condition("ReplicaFailure", "True", "FailedCreate", `pods "web-x" is forbidden: ${message}`)];
  return [[0, thing("apps/v1", "ReplicaSet", "web", { spec: { replicas: 3 }, status: { replicas: 0, conditions } })]];
}
