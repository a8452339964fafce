import { batch, effect, signal } from "@preact/signals";
import { displayName, type Uid } from "../../../model/kube-object.js";
import { filterObjects, parseFilter } from "../../view/object-filter.js";
import { chosenUids, currentSession } from "./view-state.js";

/** The filter as it was typed, which links keep; "": all objects. */
export const filterText = signal("");

/** Why the last words were not taken, for people. */
export const filterProblem = signal<string | undefined>(undefined);

/** What `filterText` chose: others choose objects too. */
let chosenByText: readonly Uid[] | undefined;

/** Shows only objects that match these words; none: all. What matches nothing changes nothing. Whether the words were taken. */
export function setFilter(text: string): boolean {
  const objects = currentSession.value?.data.value.analysis.objects ?? [];
  const result = filterObjects(parseFilter(text), objects);
  if ("problem" in result) {
    filterProblem.value = result.problem;
    return false;
  }
  batch(() => {
    filterProblem.value = undefined;
    filterText.value = result.uids === undefined ? "" : text.trim();
    chosenUids.value = chosenByText = result.uids;
  });
  return true;
}

/** Keeps the words true where objects are chosen without words: by a key, or in the timeline. */
export function followChoice(): void {
  effect(() => {
    const uids = chosenUids.value;
    if (uids === chosenByText) return;
    chosenByText = uids;
    filterProblem.value = undefined;
    filterText.value = wordsFor(uids);
  });
}

/** Words that choose these objects. */
function wordsFor(uids: readonly Uid[] | undefined): string {
  if (uids === undefined) return "";
  const objects = currentSession.value?.data.value.analysis.objects ?? [];
  return uids
    .map((uid) => {
      const ref = objects.find((object) => object.ref.uid === uid)?.ref;
      const words = ref === undefined ? uid : displayName(ref);
      const chosen = filterObjects(parseFilter(words), objects);
      return "uids" in chosen && chosen.uids?.length === 1 ? words : uid;
    })
    .join(" ");
}
