import { closest, UsageError } from "../errors.js";
import { displayName, type ObjectRef, type Uid } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";
import { isKind } from "./kind-words.js";

/**
 * The incarnations that the words of `--object` select: `Pod/nginx` (the kind as kubectl takes it: `po/nginx`, `pods/nginx`), a name,
 * a whole kind (`rs`), or a prefix of a uid. Several words add up. Throws `UsageError` naming the objects of the session when a word matches none.
 */
export function chooseObjects(words: readonly string[], refs: readonly ObjectRef[]): readonly Uid[] {
  const chosen = new Set<Uid>();
  for (const word of words) {
    const matching = refs.filter((ref) => matchesObject(word, ref));
    if (matching.length === 0) throw unknownObject(word, refs);
    for (const ref of matching) chosen.add(ref.uid);
  }
  return [...chosen];
}

/** The same, of all objects of a session. */
export async function chooseObjectsOf(
  reader: Pick<SessionReader, "summary" | "objectsAt">,
  words: readonly string[],
): Promise<readonly Uid[]> {
  const last = await reader.objectsAt(reader.summary.frames);
  return chooseObjects(
    words,
    last.map(({ ref }) => ref),
  );
}

/** Shorter prefixes of a uid would match by chance. */
const minUidPrefix = 4;

/** Whether a word of `--object` matches this object. */
export function matchesObject(word: string, ref: ObjectRef): boolean {
  const slash = word.indexOf("/");
  if (slash >= 0) return isKind(word.slice(0, slash), ref) && ref.name === word.slice(slash + 1);
  return ref.name === word || isKind(word, ref) || (word.length >= minUidPrefix && ref.uid.startsWith(word));
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
