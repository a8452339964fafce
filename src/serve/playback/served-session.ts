import { assertNever } from "../../model/assert-never.js";
import type { ObjectFrame } from "../../model/frame.js";
import { apiVersionOf, type ResourceType } from "../../model/resource-type.js";
import { compareResourceVersions } from "../../model/resource-version.js";
import type { SessionHeader, SessionReader, SessionSummary } from "../../model/session.js";
import { typeOfObject, typeOfStream } from "../discovery/resource-types.js";
import { type ServedObject, servedObject } from "../forms/served-object.js";
import { Collection, type Loss, type ServedStep, type StepDraft } from "../selection/collection.js";
import { selectedFields } from "../selection/field-selector.js";
import { HistoryLosses, type PlacedLoss } from "./history-losses.js";
import { unrecordedCollections } from "./unrecorded.js";

/** A recording prepared for serving: collections for lists and watches, and one sequence of steps for the player. */
export interface ServedSession {
  readonly summary: SessionSummary;
  readonly header: SessionHeader;
  readonly durationMs: number;
  /** Of the recorded types. */
  readonly collections: readonly Collection[];
  /** Of the types that every server has and that were not recorded: empty, but for the namespaces that occur. */
  readonly unrecorded: readonly Collection[];
  /** The steps of all collections, in sequence. */
  readonly steps: readonly ServedStep[];
  /** The highest resourceVersion known before the first step. */
  readonly startVersion: string;
  /** Fields of custom resources that the recording selected by, so the server must have supported them. */
  customFields(type: ResourceType): readonly string[];
}

/** Reads a whole session. Keeps no revision: they are read again when they are sent, so the reader must stay open. */
export async function loadServedSession(reader: SessionReader): Promise<ServedSession> {
  const { summary } = reader;
  const { header, durationMs } = summary;
  const drafts = new Drafts((sequence) => reader.revisionBytes(sequence));
  const losses = new HistoryLosses(header);
  for (const stream of header.streams) {
    const draft = drafts.of(typeOfStream(stream));
    if (stream.resourceVersion !== undefined) draft.listedVersions.push(stream.resourceVersion);
  }
  for await (const frame of reader.frames()) {
    switch (frame.kind) {
      case "object":
        drafts.add(frame, losses.relistOf(frame));
        break;
      case "gap":
        losses.add(frame);
        break;
      default:
        assertNever(frame);
    }
  }
  for (const loss of losses.all) drafts.lose(loss);
  const collections = drafts.seal();
  const startVersion = highest(collections.map((collection) => collection.oldestVersion));
  return {
    summary,
    header,
    durationMs,
    collections,
    unrecorded: unrecordedCollections(collections, header, startVersion),
    steps: collections.flatMap((collection) => collection.steps).sort((a, b) => a.sequence - b.sequence),
    startVersion,
    customFields: (type) => customFields(header, type),
  };
}

interface CollectionBuilder {
  readonly type: ResourceType;
  readonly initial: ServedObject[];
  readonly steps: StepDraft[];
  readonly listedVersions: string[];
  /** Last state of each incarnation; undefined once deleted. */
  readonly last: Map<string, ServedObject | undefined>;
}

class Drafts {
  readonly #read: (sequence: number) => Uint8Array;
  readonly #byType = new Map<string, CollectionBuilder>();
  readonly #byKind = new Map<string, CollectionBuilder>();

  /** `read`: the bytes of the revision of a frame. */
  constructor(read: (sequence: number) => Uint8Array) {
    this.#read = read;
  }

  of(type: ResourceType): CollectionBuilder {
    const key = `${apiVersionOf(type)}/${type.resource}`;
    let draft = this.#byType.get(key);
    if (draft === undefined) {
      draft = { type, initial: [], steps: [], listedVersions: [], last: new Map() };
      this.#byType.set(key, draft);
      this.#byKind.set(`${apiVersionOf(type)} ${type.kind}`, draft);
    }
    return draft;
  }

  add(frame: ObjectFrame, relistedAfter: Loss | undefined): void {
    const { ref } = frame;
    const draft = this.#byKind.get(`${ref.apiVersion} ${ref.kind}`) ?? this.of(typeOfObject(ref));
    const object = servedObject(frame, this.#read);
    if (frame.initial && !draft.last.has(ref.uid)) draft.initial.push(object);
    else {
      const { sequence, offsetMs, type } = frame;
      draft.steps.push({ kind: "change", sequence, offsetMs, type, object, previous: draft.last.get(ref.uid), relistedAfter });
    }
    draft.last.set(ref.uid, frame.type === "DELETED" ? undefined : object);
  }

  lose({ type, loss, sequence, offsetMs }: PlacedLoss): void {
    this.of(type).steps.push({ kind: "loss", loss, sequence, offsetMs });
  }

  seal(): Collection[] {
    return [...this.#byType.values()].map(
      (draft) => new Collection(draft.type, draft.initial, draft.steps.sort(inOrder), draft.listedVersions),
    );
  }
}

function inOrder(a: StepDraft, b: StepDraft): number {
  return a.sequence - b.sequence || Number(a.kind === "loss") - Number(b.kind === "loss");
}

function highest(versions: readonly string[]): string {
  return versions.reduce((best, version) => ((compareResourceVersions(version, best) ?? 0) > 0 ? version : best), versions[0] ?? "1");
}

function customFields(header: SessionHeader, type: ResourceType): readonly string[] {
  return header.streams
    .filter((stream) => stream.group === type.group && stream.resource === type.resource)
    .flatMap((stream) => selectedFields(stream.fieldSelector ?? ""));
}
