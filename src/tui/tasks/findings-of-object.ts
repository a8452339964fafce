import type { FindingLog } from "../../interpret/finding-history.js";
import { readFindings } from "../../interpret/finding-reader.js";
import type { Clock } from "../../io/clock.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import { ownersOf } from "../../model/owners.js";
import type { SessionReader } from "../../model/session.js";
import type { Yielder } from "./yielder.js";

const maxOwners = 8;

/** Reads the frames of one object, of the controllers above it, and the Events about them, and no others. */
export async function* readFindingsOf(
  reader: SessionReader,
  ref: ObjectRef,
  sequence: number,
  { yielder, clock }: { readonly yielder: Yielder; readonly clock: Clock },
): AsyncGenerator<FindingLog> {
  const family = await withOwners(reader, ref, sequence);
  const uids = [...family.map(({ uid }) => uid), ...(await eventsAbout(reader, family, yielder))];
  yield* readFindings(reader, { uids, pause: () => yielder.pause(), clock });
}

async function withOwners(reader: SessionReader, ref: ObjectRef, sequence: number): Promise<readonly ObjectRef[]> {
  const family = [ref];
  for (let next: ObjectRef | undefined = ref; next !== undefined && family.length <= maxOwners; ) {
    const frame = await reader.lastFrameOf(next.uid, sequence);
    const owner = frame === undefined ? undefined : ownersOf(frame.revision.object).find(({ controller }) => controller);
    next = owner === undefined ? undefined : (await reader.lastFrameOf(owner.uid as Uid, sequence))?.ref;
    if (next !== undefined && family.some(({ uid }) => uid === next?.uid)) break;
    if (next !== undefined) family.push(next);
  }
  return family;
}

/** Whoever writes Events names them after their object: "web-1.17f3c0ffee". What they are about is read in them. */
async function eventsAbout(reader: SessionReader, family: readonly ObjectRef[], yielder: Yielder): Promise<readonly Uid[]> {
  const uids: Uid[] = [];
  for await (const page of reader.refs()) {
    for (const { kind, name, namespace, uid } of page)
      if (kind === "Event" && family.some((ref) => name.startsWith(`${ref.name}.`) && (ref.namespace ?? "default") === namespace))
        uids.push(uid);
    await yielder.pause();
  }
  return uids;
}
