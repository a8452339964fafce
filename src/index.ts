/**
 * The library: `import { openStore, record, replay } from "kubespy"`.
 *
 * What is exported here follows semver; nothing else of the package may be imported. Runnable examples are in `examples/`.
 * Sessions come from a store or a recording file, and both are read through one `SessionReader`; everything else takes one.
 */

export type { CompareOptions } from "./compare/compare-runs.js";
export type { Comparison } from "./compare/comparison.js";
export { type Change, type DiffOptions, diffObjects } from "./diff/diff-objects.js";
export { applyPatch, makePatch, type PatchOperation } from "./diff/json-patch.js";
// Failures that are expected: a message for people, a hint, an exit code.
export { Interrupted, KubespyError, UsageError } from "./errors.js";
// The vocabulary.
export type { Clock } from "./io/clock.js";
export { compare } from "./library/compare.js";
export { openRecordingFile } from "./library/open-recording-file.js";
// Sessions: open a store, open a recording file, write one.
export { type OpenStoreOptions, openStore } from "./library/open-store.js";
// Record from a cluster; serve a session as one.
export { type Recorded, type RecordOptions, record } from "./library/record.js";
// Step through a session; the state of all objects at a moment.
export { type ReplayOptions, replay, type ToldStep } from "./library/replay.js";
export { serve } from "./library/serve.js";
// What went wrong in a session, read at once or frame by frame.
export { type DiagnoseOptions, Diagnosis, type DiagnosisOptions, diagnose } from "./lifecycle/findings/diagnosis.js";
export type { EventCount, Finding, Severity } from "./lifecycle/findings/finding.js";
// Meaning and difference, of single frames and objects.
export type { Stage } from "./lifecycle/kind-rules.js";
export type { Milestone } from "./lifecycle/milestone.js";
export { milestonesOf } from "./lifecycle/milestones.js";
export { type Narration, type NarrationInput, narrate } from "./lifecycle/narrate.js";
export { type Outcome, outcomeOf } from "./lifecycle/outcome.js";
export type { Frame, GapBound, GapFrame, NewFrame, ObjectFrame } from "./model/frame.js";
export {
  displayName,
  type KubeObject,
  type ObjectMeta,
  type ObjectRef,
  type OwnerReference,
  refOf,
  type Uid,
} from "./model/kube-object.js";
export { compareResourceVersions } from "./model/resource-version.js";
export { Revision } from "./model/revision.js";
export type {
  FrameRange,
  Marker,
  ObjectAt,
  ObjectSpan,
  ServerInfo,
  SessionEnd,
  SessionHeader,
  SessionOutcome,
  SessionReader,
  SessionState,
  SessionSummary,
  StreamInfo,
} from "./model/session.js";
export type { ChangeType } from "./model/watch-event.js";
export { encodeRecording } from "./recording/encode-recording.js";
export { encodeWatch } from "./recording/encode-watch.js";
export { gzip } from "./recording/gzip.js";
export { openRecording, type Recording } from "./recording/open-recording.js";
export { stateAt, type WorldObject, type WorldState } from "./replay/state-at.js";
export type { ServedApi, ServeOptions } from "./serve/start-server.js";
export { NoSuchSession, type SessionStore, type SessionWriter } from "./store/session-store.js";
