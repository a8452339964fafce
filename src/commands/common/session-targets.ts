import type { ObjectRef } from "../../model/kube-object.js";
import type { SessionReader, SessionSummary } from "../../model/session.js";
import { chooseObjectsOf, matchesObject } from "../../replay/choose-objects.js";
import type { TraceTarget } from "../../report/trace/tracer.js";

/**
 * What a view of a session is about: what `--object` names, else what was recorded, as far as its words name objects ("deployment.apps/web",
 * "pods -l app=web"). None, as of an import: everything. Rejects with `UsageError` when a word of `--object` means nothing there.
 */
export async function sessionTargets(reader: SessionReader, objects: readonly string[] | undefined): Promise<readonly TraceTarget[]> {
  if (objects === undefined) return headerTargets(reader.summary);
  const chosen = new Set(await chooseObjectsOf(reader, objects));
  return [{ words: objects.join(" "), named: true, matches: (ref) => chosen.has(ref.uid) }];
}

function headerTargets({ header }: SessionSummary): readonly TraceTarget[] {
  return header.targets.flatMap((words) => {
    const word = words.split(" ")[0] ?? "";
    return /^[A-Za-z]/.test(word) ? [{ words, named: word.includes("/"), matches: (ref: ObjectRef) => matchesObject(word, ref) }] : [];
  });
}
