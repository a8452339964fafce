import { batch, effect, signal } from "@preact/signals";
import { displayName, type Uid } from "../../../model/kube-object.js";
import { filterObjects, parseFilter } from "../../view/object-filter.js";
import { chosenUids, currentSession } from "./view-state.js";

/** The filter as it was typed, which links keep; "": all objects. */
export const filterText = signal("");

/** Why the last words were not taken, for people. */
export const filterProblem = signal<string | undefined>(undefined);

/** Texts that choose more than the objects that they name: those of a lesson choose the Kubernetes Events about them too. */
export const widerChoices = new Map<string, readonly Uid[]>();

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
    chosenUids.value = chosenByText = widerChoices.get(text.trim()) ?? result.uids;
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

/** Words that choose these objects: names where no other object has them. */
function wordsFor(uids: readonly Uid[] | undefined): string {
  if (uids === undefined) return "";
  const names = new Map<string, Uid | undefined>();
  const titles = new Map<Uid, string>();
  for (const { ref } of currentSession.value?.data.value.analysis.objects ?? []) {
    const title = displayName(ref);
    titles.set(ref.uid, title);
    names.set(title, names.has(title) ? undefined : ref.uid);
  }
  return uids.map((uid) => (names.get(titles.get(uid) ?? "") === uid ? (titles.get(uid) ?? uid) : uid)).join(" ");
}
