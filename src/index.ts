/**
 * The library: `import { openStore, record, replay } from "kubespy"`.
 *
 * The exports of this file follow semver; nothing else of the package may be imported. Runnable examples are in `examples/`.
 * Sessions come from a store or a recording file, and both are read through one `SessionReader`; everything else takes one.
 */

// Compare sessions, two by two or in groups.
export { type CompareSessionsOptions, compare, compareSessionGroups, compareWithFirst } from "./app/compare.js";
// Diagnose a session at a moment, or record objects of a cluster and diagnose them.
export { type DiagnoseSessionOptions, diagnoseSession } from "./app/diagnose.js";
export { type DiagnoseTargetOptions, diagnoseTarget, type TargetDiagnosis } from "./app/diagnose-target.js";
// Write a session as a file or a stream; read one into a store.
export {
  type ExportFileOptions,
  type ExportForm,
  type ExportOptions,
  exportAsRecording as encodeRecording,
  exportAsWatch as encodeWatch,
  exportSession,
  exportToFile,
} from "./app/export.js";
export { importInput } from "./app/import/import-input.js";
export { type Imported, type ImportOptions, importRecording } from "./app/import/import-recording.js";
export { type OpenRecordingFileOptions, openRecordingFile } from "./app/open-recording-file.js";
// Sessions: open a store, change and remove the sessions in it.
export { type OpenStoreOptions, openStore } from "./app/open-store.js";
// Write the page of a session: a file that any browser opens.
export { type ReportSessionOptions, reportSession as reportToFile } from "./app/page/report-session.js";
export type { ConnectedScope, RecordingScope } from "./app/record/connect-and-list.js";
export { StoreLost } from "./app/record/store-lost.js";
// Record from a cluster, or what kubectl writes.
export {
  type CommandResult,
  type Recorded,
  type RecordedCommand,
  type RecordingStore,
  type RecordOptions,
  record,
  type StartedRecording,
} from "./app/record.js";
export { type RecordInputOptions, recordInput } from "./app/record-input.js";
// Step through a session; the state of all objects at a moment.
export { type ReplayOptions, replay } from "./app/replay.js";
// Serve a session as a cluster.
export { serve } from "./app/serve.js";
export { type SessionFilter, type SessionFilterOutcome, sessionFilter } from "./app/sessions/session-filter.js";
export { type ChangedMarker, editSessionMarker, type MarkerChoice, removeSessionMarker } from "./app/sessions/session-markers.js";
export {
  type Marked,
  type MarkOptions,
  markSession,
  type Removed,
  type RemoveOptions,
  removeSessions,
  renameSession,
  type SessionsToRemove,
  setSessionTitle,
} from "./app/sessions/sessions.js";
export { type SessionDetails, showSession } from "./app/sessions/show-session.js";
// Write sessions without what others must not see.
export type { SharedSessions, ShareExamination } from "./app/share/share-sessions.js";
export {
  previewShare,
  type SharedToFile,
  type ShareFileOptions,
  type ShareOptions,
  shareToFile,
  shareWithRules as shareSessions,
} from "./app/share/share-to-file.js";
// Watch objects of a cluster without storing anything; play the frames of a session.
export { framesUntil, type PlayOptions, playFrames } from "./app/view.js";
export { type WatchOptions, watch } from "./app/watch.js";
export type { GroupComparison } from "./compare/compare-groups.js";
export type { CompareOptions } from "./compare/compare-runs.js";
export type { Comparison } from "./compare/comparison.js";
// What went wrong in a session, read at once or frame by frame.
export { type DiagnoseOptions, diagnose } from "./diagnosis/engine/diagnose.js";
export { Diagnosis, type DiagnosisOptions } from "./diagnosis/engine/diagnosis.js";
export type { EventCount, Finding, Severity } from "./diagnosis/engine/finding.js";
// What frames mean, one by one, and what a whole session holds.
export type { FindingNews } from "./diagnosis/engine/finding-reporter.js";
export { type Change, type DiffOptions, diffObjects } from "./diff/diff-objects.js";
export { applyPatch, makePatch, type PatchOperation } from "./diff/json-patch.js";
// Failures that are expected: a message for people, a hint, an exit code.
export { Interrupted, KubespyError, UsageError } from "./errors.js";
export { analyse } from "./interpret/analyse.js";
export { interpretAt } from "./interpret/interpret-at.js";
export type { InterpretedFrame } from "./interpret/interpreted-frame.js";
export type { SessionAnalysis } from "./interpret/session-analysis.js";
// The vocabulary.
export type { Clock } from "./io/clock.js";
// Meaning and difference, of single frames and objects.
export type { FieldManager } from "./lifecycle/fields/managed-fields.js";
export type { Stage } from "./lifecycle/kinds/kind-rules.js";
export type { Milestone } from "./lifecycle/milestones/milestone.js";
export { milestonesOf } from "./lifecycle/milestones/milestones.js";
export { type Narration, type NarrationInput, narrate } from "./lifecycle/narration/narrate.js";
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
  EndVerification,
  FrameRange,
  GrowingSessionReader,
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
export type { RemovedCount, SessionShare, ShareLevel } from "./model/session-share.js";
export type { ChangeType } from "./model/watch-event.js";
export { openRecording, type Recording } from "./recording/node/open-recording.js";
export { gzip } from "./recording/write/gzip.js";
export { stateAt, type WorldObject, type WorldState } from "./replay/state-at.js";
export type { ServedApi, ServeOptions } from "./serve/start-server.js";
export { AmbiguousSession, NoSuchSession, type SessionStore, type SessionWriter, type StoredSession } from "./store/session-store.js";
