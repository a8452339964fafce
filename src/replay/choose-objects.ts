import { closest, UsageError } from "../errors.js";
import { displayName, type ObjectRef, type Uid } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";
import { isKind, isWellKnownKind } from "./kind-words.js";

/** All ways to name some, for the help of commands. */
export const objectForms = "KIND/NAME, a name, the beginning of one, or a whole kind";

/** Objects of a session that were chosen by words. */
export interface ObjectChoice {
  readonly uids: readonly Uid[];
  /** The words that are the beginnings of names, because no object matches them as they are. */
  readonly beginnings: readonly string[];
}

/**
 * The incarnations that the words of `--object` select: `Pod/nginx` (the kind as kubectl takes it: `po/nginx`, `pods/nginx`), a name,
 * a whole kind (`rs`), or a prefix of a uid. A word that none matches is the beginning of names: `pod/web-7d`, `web-7d`. Several words add up. Throws
 * `UsageError` naming the objects of the session when a word matches none.
 */
export function choiceOfObjects(words: readonly string[], refs: readonly ObjectRef[]): ObjectChoice {
  const chosen = new Set<Uid>();
  const beginnings: string[] = [];
  for (const word of words) {
    const exact = refs.filter((ref) => matchesObject(word, ref));
    const matching = exact.length > 0 ? exact : beginningWith(word, refs);
    if (matching.length === 0) throw unknownObject(word, refs);
    if (exact.length === 0) beginnings.push(word);
    for (const ref of matching) chosen.add(ref.uid);
  }
  return { uids: [...chosen], beginnings };
}

/** Only the incarnations that the words select. */
export function chooseObjects(words: readonly string[], refs: readonly ObjectRef[]): readonly Uid[] {
  return choiceOfObjects(words, refs).uids;
}

/** The names of Kubernetes Events begin as those of their objects: they count where nothing else does. */
function beginningWith(word: string, refs: readonly ObjectRef[]): readonly ObjectRef[] {
  const matching = refs.filter((ref) => beginsObject(word, ref));
  const objects = matching.filter(({ kind }) => kind !== "Event");
  return objects.length > 0 ? objects : matching;
}

type ObjectsReader = Pick<SessionReader, "summary" | "objectsAt">;

/** The same, of all objects of a session. */
export async function choiceOfObjectsOf(reader: ObjectsReader, words: readonly string[]): Promise<ObjectChoice> {
  const last = await reader.objectsAt(reader.summary.frames);
  return choiceOfObjects(
    words,
    last.map(({ ref }) => ref),
  );
}

export async function chooseObjectsOf(reader: ObjectsReader, words: readonly string[]): Promise<readonly Uid[]> {
  return (await choiceOfObjectsOf(reader, words)).uids;
}

/** Shorter prefixes of a uid would match by chance. */
const minUidPrefix = 4;

/** Whether a word of `--object` matches this object, with its whole name. */
export function matchesObject(word: string, ref: ObjectRef): boolean {
  const slash = word.indexOf("/");
  if (slash >= 0) return isKind(word.slice(0, slash), ref) && ref.name === word.slice(slash + 1);
  return ref.name === word || isKind(word, ref) || (word.length >= minUidPrefix && ref.uid.startsWith(word));
}

/** Whether the name of this object begins as a word of `--object` does. A kind that Kubernetes has is no beginning: `svc` where there are no Services. */
export function beginsObject(word: string, ref: ObjectRef): boolean {
  const slash = word.indexOf("/");
  if (slash < 0) return word !== "" && !isWellKnownKind(word) && ref.name.startsWith(word);
  const name = word.slice(slash + 1);
  return name !== "" && isKind(word.slice(0, slash), ref) && ref.name.startsWith(name);
}

/** So many are named in the hint; Kubernetes Events only when there is nothing else. */
const maxNamed = 8;

function unknownObject(word: string, refs: readonly ObjectRef[]): UsageError {
  const candidates = refs.filter((ref) => ref.kind !== "Event");
  const names = [...new Set((candidates.length > 0 ? candidates : refs).map((ref) => displayName(ref)))];
  if (names.length === 0) return new UsageError(`no object "${word}" in this session`, { hint: "the session has no objects" });
  const near = closest(word, [...names, ...names.map((name) => name.slice(name.indexOf("/") + 1))]);
  const shown = names.length > maxNamed ? `${names.slice(0, maxNamed).join(", ")} and ${names.length - maxNamed} more` : names.join(", ");
  return new UsageError(`no object "${word}" in this session`, {
    hint: `${near === undefined ? "" : `did you mean "${near}"? `}the session has ${shown}`,
  });
}
