import type { QueryCatalogue, QuerySource, SourceColumn } from "../../store/sqlite/query/query-catalogue.js";

/** A table that a query can read, as its documentation and its view are made from. */
export interface QueryTable {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly QueryColumn[];
}

interface QueryColumn {
  readonly name: string;
  /** JSON is TEXT for SQLite, and boolean an INTEGER, 0 or 1. */
  readonly type: "TEXT" | "INTEGER" | "REAL" | "JSON" | "boolean";
  readonly about: string;
  /** What the view selects. Default: the column of this name of the table's source. `s` is the session, `r` the row. */
  readonly sql?: string;
}

/** Functions of a session and a sequence; a row whose column is not used costs nothing. */
export const frameFunctions = [
  "frame_object",
  "frame_previous",
  "frame_sentence",
  "frame_stage",
  "frame_changes",
  "frame_changed_by",
  "frame_version",
  "frame_offset",
] as const;

export type FrameFunction = (typeof frameFunctions)[number];

const session = { name: "session", type: "TEXT", about: "name of the session", sql: "s.session" } as const;
const kind = { name: "kind", type: "TEXT", about: "kind of the object, such as Pod" } as const;
const apiVersion = { name: "apiVersion", type: "TEXT", about: "v1, apps/v1, ..." } as const;
const namespace = { name: "namespace", type: "TEXT", about: "NULL for kinds without one" } as const;
const objectName = { name: "name", type: "TEXT", about: "name of the object" } as const;
const uid = { name: "uid", type: "TEXT", about: "identifies one incarnation of the object" } as const;
const container = { name: "container", type: "TEXT", about: "NULL where it is about the whole object" } as const;

const sessionsTable: QueryTable = {
  name: "sessions",
  about: "one row for each session",
  columns: [
    { ...session, about: "its name" },
    { name: "title", type: "TEXT", about: "its title" },
    { name: "startedAt", type: "TEXT", about: "time at offset 0" },
    { name: "endedAt", type: "TEXT", about: "NULL while it is being recorded, and where its recorder died" },
    { name: "durationMs", type: "REAL", about: "how long it is" },
    { name: "state", type: "TEXT", about: "recording, ended or interrupted" },
    { name: "outcome", type: "TEXT", about: "why it ended: until, timeout, duration, signal, command, imported, error" },
    { name: "reason", type: "TEXT", about: "why it ended, in words" },
    { name: "frames", type: "INTEGER", about: "number of them" },
    { name: "objects", type: "INTEGER", about: "incarnations, Kubernetes Events among them" },
    { name: "gaps", type: "INTEGER", about: "number of them" },
    { name: "targets", type: "JSON", about: "what was recorded, as typed" },
    { name: "command", type: "JSON", about: "the command that was run meanwhile" },
    { name: "context", type: "TEXT", about: "of the kubeconfig" },
    { name: "namespace", type: "TEXT", about: "that was recorded; NULL for several" },
    { name: "serverVersion", type: "TEXT", about: "of the API server" },
    { name: "recorder", type: "TEXT", about: "the program that recorded it" },
  ],
};

/** In the order of the documentation. */
export const queryTables: readonly QueryTable[] = [
  sessionsTable,
  {
    name: "frames",
    about: "one row for each change of an object, and for each gap",
    columns: [
      session,
      { name: "sequence", type: "INTEGER", about: "its number in the session, from 1, in order of arrival" },
      { name: "offsetMs", type: "REAL", about: "when it arrived, since the session's start" },
      { name: "observedAt", type: "TEXT", about: "when it arrived" },
      { name: "type", type: "TEXT", about: "ADDED, MODIFIED, DELETED, or GAP" },
      { ...kind, about: "kind of the object, such as Pod; NULL for a gap, as is all that follows" },
      apiVersion,
      namespace,
      objectName,
      uid,
      { name: "initial", type: "boolean", about: "it existed when recording began" },
      { name: "inferred", type: "boolean", about: "a deletion that was not seen: the object was missing from a later list" },
      { name: "repaired", type: "boolean", about: "read from history after a gap" },
      { name: "actor", type: "JSON", about: "who asked for the change; of audit logs only" },
      { name: "resourceVersion", type: "TEXT", about: "of the object", sql: "frame_version(s.number, r.sequence)" },
      { name: "stage", type: "TEXT", about: "stage of the object, such as Running", sql: "frame_stage(s.number, r.sequence)" },
      { name: "sentence", type: "TEXT", about: "what happened, as replay says it", sql: "frame_sentence(s.number, r.sequence)" },
      {
        name: "changedBy",
        type: "TEXT",
        about: "the programs that made the change, by managedFields",
        sql: "frame_changed_by(s.number, r.sequence)",
      },
      {
        name: "changes",
        type: "JSON",
        about: "list of what changed, without noise, as replay -o json gives it: path, kind, before, after",
        sql: "frame_changes(s.number, r.sequence)",
      },
      { name: "object", type: "JSON", about: "the object; deleted, its last state", sql: "frame_object(s.number, r.sequence)" },
      { name: "previous", type: "JSON", about: "the object before; NULL for a new one", sql: "frame_previous(s.number, r.sequence)" },
    ],
  },
  {
    name: "objects",
    about: "one row for each incarnation of an object (a name that is created again has two)",
    columns: [
      session,
      kind,
      apiVersion,
      namespace,
      objectName,
      uid,
      { name: "frames", type: "INTEGER", about: "number of them" },
      { name: "firstSequence", type: "INTEGER", about: "its first frame" },
      { name: "lastSequence", type: "INTEGER", about: "its last frame" },
      { name: "firstMs", type: "REAL", about: "offset of its first frame", sql: "frame_offset(s.number, r.firstSequence)" },
      { name: "lastMs", type: "REAL", about: "offset of its last frame", sql: "frame_offset(s.number, r.lastSequence)" },
      { name: "stage", type: "TEXT", about: "that it ended in, such as Deleted", sql: "frame_stage(s.number, r.lastSequence)" },
      { name: "object", type: "JSON", about: "its last state", sql: "frame_object(s.number, r.lastSequence)" },
    ],
  },
  {
    name: "events",
    about: "one row for each Kubernetes Event, as it was seen last (its repetitions are in count; each frame of it is in frames)",
    columns: [
      session,
      { name: "sequence", type: "INTEGER", about: "its last frame, except its deletion" },
      { name: "offsetMs", type: "REAL", about: "of that frame" },
      { name: "type", type: "TEXT", about: "Normal or Warning" },
      { name: "reason", type: "TEXT", about: "such as BackOff" },
      { name: "message", type: "TEXT", about: "in one line" },
      { name: "count", type: "INTEGER", about: "how often it happened" },
      { name: "firstSeen", type: "TEXT", about: "when it happened first, by the server's clock" },
      { name: "lastSeen", type: "TEXT", about: "when it happened most recently" },
      { name: "source", type: "TEXT", about: "the component that reported it, such as kubelet" },
      { name: "involvedKind", type: "TEXT", about: "kind of the object that it is about" },
      { name: "involvedNamespace", type: "TEXT", about: "of that object" },
      { name: "involvedName", type: "TEXT", about: "of that object" },
      { name: "involvedUid", type: "TEXT", about: "of that object" },
      container,
      { ...namespace, about: "of the Event" },
      { ...objectName, about: "of the Event" },
      { ...uid, about: "of the Event" },
      { name: "object", type: "JSON", about: "the Event", sql: "frame_object(s.number, r.sequence)" },
    ],
  },
  {
    name: "findings",
    about: "one row for each finding of diagnose at the end of the session",
    columns: [
      session,
      { name: "id", type: "INTEGER", about: "its place among them, from 0; causes are such numbers" },
      { name: "class", type: "TEXT", about: "such as ImagePullBackOff" },
      { name: "severity", type: "TEXT", about: "info, warning or critical" },
      kind,
      namespace,
      objectName,
      uid,
      container,
      { name: "message", type: "TEXT", about: "what is wrong, as a sentence" },
      { name: "sinceMs", type: "REAL", about: "offset at which it began" },
      { name: "since", type: "TEXT", about: "when it began" },
      { name: "durationMs", type: "REAL", about: "how long it was open; NULL while it is" },
      { name: "resolved", type: "boolean", about: "1 when it is over, 0 while it is open" },
      { name: "resolution", type: "TEXT", about: "what resolved it" },
      { name: "firstSequence", type: "INTEGER", about: "the first frame that shows it" },
      { name: "lastSequence", type: "INTEGER", about: "the last frame that shows it" },
      { name: "evidence", type: "JSON", about: "the sequences of the frames that show it" },
      { name: "causes", type: "JSON", about: "the ids of the findings that explain it" },
      { name: "advice", type: "JSON", about: "what to try, the best first" },
    ],
  },
  {
    name: "milestones",
    about: "one row for each step of its lifecycle that an object reached, the first time",
    columns: [
      session,
      { name: "milestone", type: "TEXT", about: "such as Created, Scheduled, Pulling image, Image pulled, Started, Ready" },
      kind,
      namespace,
      objectName,
      uid,
      { ...container, about: "NULL where it is of the whole object" },
      { name: "atMs", type: "REAL", about: "offset at which it was reached; negative before the recording" },
      { name: "at", type: "TEXT", about: "when it was reached" },
      { name: "timeSource", type: "TEXT", about: "receipt (our clock, exact) or server (its clock, often in whole seconds)" },
      { name: "how", type: "TEXT", about: "reached (a frame shows it), passed (a frame implies it) or found (reached before)" },
      { name: "sequence", type: "INTEGER", about: "the frame that shows it" },
    ],
  },
  {
    name: "gaps",
    about: "one row for each time in which a stream was not seen",
    columns: [
      session,
      { name: "sequence", type: "INTEGER", about: "its frame" },
      { name: "stream", type: "TEXT", about: "path of the collection that was interrupted" },
      { name: "reason", type: "TEXT", about: "why" },
      { name: "fromMs", type: "REAL", about: "offset at which it began" },
      { name: "toMs", type: "REAL", about: "offset at which it ended" },
      { name: "observedFrom", type: "TEXT", about: "when it began" },
      { name: "observedTo", type: "TEXT", about: "when it ended" },
      { name: "possibleLoss", type: "boolean", about: "0: it is proven that nothing was missed" },
      { name: "repairedRevisions", type: "INTEGER", about: "revisions that were read back from history" },
      { name: "unrepaired", type: "TEXT", about: "what could not be read from history" },
    ],
  },
  {
    name: "markers",
    about: "one row for each label that a person put into a session",
    columns: [
      session,
      { name: "offsetMs", type: "REAL", about: "where it is" },
      { name: "text", type: "TEXT", about: "what it says" },
      { name: "madeAt", type: "TEXT", about: "when it was made" },
    ],
  },
];

/** The virtual table that a documented one is made from: it has what a row has without cost. */
export function querySourceOf(table: QueryTable): QuerySource {
  const isOfSession = table !== sessionsTable;
  const columns = table.columns.filter((column) => column.sql === undefined || !isOfSession).map(sourceColumn);
  return isOfSession
    ? { name: sourceName(table), columns, ofSession: true }
    : { name: sourceName(table), columns: [{ name: "number", type: "INTEGER" }, ...columns], ofSession: false };
}

export const queryCatalogue: QueryCatalogue = {
  sources: queryTables.map(querySourceOf),
  frameFunctions,
  views: queryTables.map(viewOf),
};

function sourceColumn({ name, type }: QueryColumn): SourceColumn {
  return { name, type: type === "JSON" ? "TEXT" : type === "boolean" ? "INTEGER" : type };
}

function sourceName({ name }: QueryTable): string {
  return `source_${name}`;
}

/** The session is the outer loop, so that a condition on its name decides whether anything else of it is read. */
function viewOf(table: QueryTable): string {
  const isOfSession = table !== sessionsTable;
  const columns = table.columns.map(({ name, sql = `${isOfSession ? "r" : "s"}.${name}` }) => `${sql} AS ${name}`).join(", ");
  const rows = isOfSession ? ` CROSS JOIN ${sourceName(table)}(s.number) r` : "";
  return `CREATE VIEW ${table.name} AS SELECT ${columns} FROM ${sourceName(sessionsTable)} s${rows}`;
}
