import { jsonText } from "../../io/json-text.js";
import type { Frame, ObjectFrame } from "../../model/frame.js";
import { refOf, sameRef } from "../../model/kube-object.js";
import { Revision } from "../../model/revision.js";
import type { Marker, SessionReader } from "../../model/session.js";
import { isPlaceholder } from "../placeholders.js";
import { isUidPseudonym } from "../pseudonyms/ids.js";
import { isRootPseudonym } from "../pseudonyms/name-forms.js";
import type { SharedSession } from "../session-to-share.js";
import { skeletonOf } from "./skeleton.js";
import { skeletonEnd, skeletonGap, skeletonHeader, skeletonRef, versionIn } from "./skeleton-header.js";
import type { SkeletonNames } from "./skeleton-names.js";

/** A session of which everything that level "identities" takes out is gone already, reduced to its skeleton. Without markers: they are texts of people. */
export class SkeletonSession implements SharedSession {
  readonly summary: SharedSession["summary"];
  readonly #session: SharedSession;
  readonly #names: SkeletonNames;

  /** `standInFor`: a placeholder for a text. */
  constructor(session: SharedSession, standInFor: (text: string) => string) {
    this.#session = session;
    this.#names = { isStandIn: isStandInOfShare, standInFor };
    const { header, end } = session.summary;
    const reducedEnd = end === undefined ? {} : { end: skeletonEnd(end) };
    this.summary = { ...session.summary, header: skeletonHeader(header, this.#names), ...reducedEnd };
  }

  async markers(): Promise<readonly Marker[]> {
    return [];
  }

  async *frames(range?: Parameters<SessionReader["frames"]>[0]): AsyncGenerator<Frame> {
    for await (const frame of this.#session.frames(range))
      yield frame.kind === "gap" ? skeletonGap(frame, this.#names) : skeletonFrame(frame, this.#names);
  }
}

export function skeletonFrame(frame: ObjectFrame, names: SkeletonNames): ObjectFrame {
  const { ref, revision, resourceVersion, extra: _, actor: __, ...known } = frame;
  const skeleton = skeletonOf(revision.object, names);
  return {
    ...known,
    ref: sameRef(ref, refOf(revision.object)) ? refOf(skeleton) : skeletonRef(ref, names),
    resourceVersion: versionIn(resourceVersion, names),
    revision: Revision.ofText(jsonText(skeleton)),
  };
}

/**
 * A placeholder, a pseudonym of a uid, or a pseudonym of a name with what Kubernetes generates behind it. A name of which a part is a word that was no
 * identity by itself is none.
 */
export function isStandInOfShare(text: string): boolean {
  if (isPlaceholder(text) || isUidPseudonym(text)) return true;
  const [first = "", ...others] = text.split(/[-.]/);
  return isRootPseudonym(first) && others.every((part) => part === "" || isRootPseudonym(part) || generated.test(part));
}

/** Suffixes, ordinals, hashes, times of Events. */
const generated = /^([bcdfghjklmnpqrstvwxz2456789]{5,10}|\d{1,10}|[0-9a-f]{8,20})$/;
