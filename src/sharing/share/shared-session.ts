import type { Actor } from "../../model/actor.js";
import type { Frame, GapFrame, ObjectFrame } from "../../model/frame.js";
import { withoutKnownNames } from "../../model/known-by-name-text.js";
import type { Marker, SessionEnd, SessionHeader, SessionReader } from "../../model/session.js";
import { isSessionName } from "../../model/session-name.js";
import type { SessionPart } from "../../model/session-part.js";
import type { SessionShare } from "../../model/session-share.js";
import type { SharedSession } from "../session-to-share.js";
import { anonymousActor } from "./anonymous-actor.js";
import { withoutFreeWords } from "./free-words.js";
import { ObjectRedaction, type RedactionParts } from "./object-redaction.js";
import {
  actorTexts,
  actorWithTexts,
  endTexts,
  gapTexts,
  headerTexts,
  markerTexts,
  sessionRoot,
  withEndTexts,
  withGapTexts,
  withHeaderTexts,
  withMarkerText,
} from "./session-texts.js";

export interface SharingParts extends RedactionParts {
  readonly manifest: SessionShare;
  /** Where names go: whether what became of the name of a session may still say whose it is. Default: it may stay. */
  readonly isTellingName?: ((name: string) => boolean) | undefined;
}

/**
 * A session with what its level takes out of it replaced, object by object. Frames keep their order, times and kinds. What neither the API of Kubernetes
 * nor this version knows (fields of a frame or a header of a later kubespy) is left out: nobody can say what it holds.
 */
export class RedactedSession implements SharedSession {
  readonly summary: SharedSession["summary"];
  readonly #session: SharedSession;
  readonly #parts: SharingParts;
  readonly #redaction: ObjectRedaction;

  constructor(session: SharedSession, parts: SharingParts) {
    this.#session = session;
    this.#parts = parts;
    this.#redaction = new ObjectRedaction(parts);
    const { end, ...summary } = session.summary;
    const sharedEnd = end === undefined ? {} : { end: this.#end(end) };
    this.summary = { ...summary, header: this.#header(summary.header), ...sharedEnd };
  }

  async markers(): Promise<readonly Marker[]> {
    const markers = await this.#session.markers();
    const { markers: texts } = this.#mapped(markerTexts(markers)) as { readonly markers: readonly string[] };
    return markers.map((marker, i) => withMarkerText(marker, this.#written("markers", texts[i] ?? "")));
  }

  async *frames(range?: Parameters<SessionReader["frames"]>[0]): AsyncGenerator<Frame> {
    for await (const frame of this.#session.frames(range)) yield frame.kind === "gap" ? this.#gap(frame) : this.#object(frame);
  }

  /** What people wrote: see `withoutFreeWords`. */
  #written(field: string, text: string): string {
    const { manifest, rules, placeholders } = this.#parts;
    const isKept = rules.actionAt({ ...sessionRoot, path: [field], parents: [{}] }) === "keep";
    return manifest.level === "secrets" || isKept ? text : withoutFreeWords(text, placeholders);
  }

  #end(end: SessionEnd): SessionEnd {
    const shared = withEndTexts(end, this.#mapped(endTexts(end)));
    return shared.reason === undefined ? shared : { ...shared, reason: this.#written("reason", shared.reason) };
  }

  /** An object that is known by name only is in no survey. */
  #omissions({ omissions }: SessionHeader): readonly string[] {
    return this.#parts.manifest.level === "secrets" ? omissions : omissions.map(withoutKnownNames);
  }

  #header(header: SessionHeader): SessionHeader {
    const { manifest } = this.#parts;
    const shared = withHeaderTexts(header, this.#mapped(headerTexts({ ...header, omissions: this.#omissions(header) })));
    const before = header.shared && this.#manifest(header.shared);
    return {
      ...shared,
      name: this.#name(shared.name, header.name),
      ...(shared.part === undefined || header.part === undefined ? {} : { part: this.#part(shared.part, header.part) }),
      ...(shared.title === undefined ? {} : { title: this.#written("title", shared.title) }),
      ...(shared.description === undefined ? {} : { description: this.#written("description", shared.description) }),
      secretValues: "digests",
      shared: { ...this.#manifest(manifest), ...(before === undefined ? {} : { before }) },
    };
  }

  /** A recording that was cut from another has the name of that. */
  #part(shared: SessionPart, original: SessionPart): SessionPart {
    const [of, whole] = [shared.of, original.of];
    const part = of.part === undefined || whole.part === undefined ? {} : { part: this.#part(of.part, whole.part) };
    return { ...shared, of: { ...of, ...part, name: this.#name(of.name, whole.name) } };
  }

  #name(shared: string, original: string): string {
    const { placeholders, isTellingName } = this.#parts;
    if (isSessionName(shared) && isTellingName?.(shared) !== true) return shared;
    return placeholders.of(original).replace("redacted", "session");
  }

  /** Paths that were kept may name objects. A manifest from before comes from a file, and may say anything. */
  #manifest(share: SessionShare): SessionShare {
    const text = (each: string) => this.#parts.texts.text(each);
    const counts = (removed: SessionShare["removed"]) => removed.map((count) => ({ ...count, what: text(count.what) }));
    const { level, by, rules, batch, removed, pseudonyms, kept, removedOnRequest, whileRecording, before } = share;
    return {
      level,
      by: text(by),
      rules,
      ...(batch === undefined ? {} : { batch: text(batch) }),
      removed: counts(removed),
      ...(pseudonyms === undefined ? {} : { pseudonyms: counts(pseudonyms) }),
      ...(kept === undefined ? {} : { kept: kept.map(text) }),
      ...(removedOnRequest === undefined ? {} : { removedOnRequest: removedOnRequest.map(text) }),
      ...(whileRecording === undefined ? {} : { whileRecording }),
      ...(before === undefined ? {} : { before: this.#manifest(before) }),
    };
  }

  #mapped(texts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return this.#redaction.mapped(texts, sessionRoot) as Readonly<Record<string, unknown>>;
  }

  #gap(gap: GapFrame): GapFrame {
    return withGapTexts(gap, this.#mapped(gapTexts(gap)));
  }

  #object(frame: ObjectFrame): ObjectFrame {
    const { extra: _, actor, ...known } = frame;
    const redacted = this.#redaction.redacted(frame.revision, frame.ref);
    const by = actor === undefined ? {} : { actor: this.#actor(actor) };
    return { ...known, ...by, ...redacted, resourceVersion: this.#version(frame, redacted.revision.object.metadata.resourceVersion) };
  }

  #actor(actor: Actor): Actor {
    const { manifest, placeholders } = this.#parts;
    const mapped = actorWithTexts(this.#mapped(actorTexts(actor)));
    return manifest.level === "secrets" ? mapped : anonymousActor(actor, mapped, (text) => placeholders.of(text));
  }

  /** That of the object, or that of a deletion, which is a number. Anything else comes from a file, and may say anything. */
  #version({ resourceVersion, revision }: ObjectFrame, ofObject: string | undefined): string {
    if (resourceVersion === revision.object.metadata.resourceVersion) return ofObject ?? resourceVersion;
    return /^\d{1,20}$/.test(resourceVersion) ? resourceVersion : this.#parts.placeholders.of(resourceVersion);
  }
}
