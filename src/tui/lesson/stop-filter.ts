import { eventSubject, isKubeEvent } from "../../lifecycle/fields/kube-event.js";
import type { Uid } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import { choiceOfObjectsOf } from "../../replay/choose-objects.js";
import type { Filter } from "../state/player-state.js";

/**
 * The filter of a stop: its objects, and the Kubernetes Events about them. Undefined where there are none. Reads the frames once: recordings of lessons are
 * short. Throws `UsageError` where one of the words matches no object.
 */
export async function stopFilter(
  reader: Pick<SessionReader, "summary" | "objectsAt" | "frames">,
  objects: readonly string[],
): Promise<Filter | undefined> {
  if (objects.length === 0) return undefined;
  const choice = await choiceOfObjectsOf(reader, objects);
  const chosen = new Set(choice.uids);
  const events = new Set<Uid>();
  for await (const frame of reader.frames({})) {
    if (frame.kind !== "object" || !isKubeEvent(frame.revision.object)) continue;
    const uid = eventSubject(frame.revision.object)?.uid;
    if (uid !== undefined && chosen.has(uid)) events.add(frame.ref.uid);
  }
  return { words: objects.join(" "), uids: [...choice.uids, ...events], withKubeEvents: true };
}
