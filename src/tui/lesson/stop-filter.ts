import { objectsOfStop } from "../../lesson/play/stop-objects.js";
import type { SessionReader } from "../../model/session.js";
import type { Filter } from "../state/player-state.js";

/** The filter of a stop; undefined where it lists all objects. Rejects with `UsageError` where one of its words matches no object. */
export async function stopFilter(
  reader: Pick<SessionReader, "summary" | "lastFramesAt">,
  objects: readonly string[],
): Promise<Filter | undefined> {
  if (objects.length === 0) return undefined;
  return { words: objects.join(" "), uids: await objectsOfStop(reader, objects), withKubeEvents: true };
}
