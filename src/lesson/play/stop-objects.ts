import { eventSubject, isKubeEvent } from "../../lifecycle/fields/kube-event.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import { chooseObjects } from "../../replay/choose-objects.js";

/**
 * What a stop lists: the objects that its words name, and the Kubernetes Events about them. Reads the last frame of each object: recordings of lessons are
 * short. Rejects with `UsageError` where one of the words matches no object.
 */
export async function objectsOfStop(
  reader: Pick<SessionReader, "summary" | "lastFramesAt">,
  words: readonly string[],
): Promise<readonly Uid[]> {
  const frames = await reader.lastFramesAt(reader.summary.frames);
  const chosen = new Set(
    chooseObjects(
      words,
      frames.map(({ ref }) => ref),
    ),
  );
  const refs = frames.map(({ ref }) => ref).filter(({ uid }) => chosen.has(uid));
  const events = frames.filter(({ revision: { object } }) => {
    const subject = isKubeEvent(object) ? eventSubject(object) : undefined;
    if (subject === undefined) return false;
    return subject.uid === undefined ? refs.some(isNamed(subject)) : chosen.has(subject.uid);
  });
  return [...new Set([...chosen, ...events.map(({ ref }) => ref.uid)])];
}

/** Events of some programs give no uid. */
function isNamed({ kind, name, namespace }: Omit<ObjectRef, "uid">): (ref: ObjectRef) => boolean {
  return (ref) => ref.kind === kind && ref.name === name && ref.namespace === namespace;
}
