import type { Frame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";
import { stretchesBefore } from "../replay/frames-before.js";
import type { FrameTeller } from "./frame-teller.js";
import type { ToldRow } from "./told-row.js";

/** A stretch of the list of changes, told. */
export interface RowWindow {
  readonly rows: readonly ToldRow[];
  /** Nothing that is shown stands before the first row, or after the last. */
  readonly reachesStart: boolean;
  readonly reachesEnd: boolean;
}

export const emptyWindow: RowWindow = { rows: [], reachesStart: false, reachesEnd: false };

/** The rows nearest to a sequence, so many on each side, of the chosen incarnations or of all. */
export async function rowsAround(
  reader: Pick<SessionReader, "frames">,
  teller: FrameTeller,
  place: { readonly sequence: number; readonly uids?: readonly Uid[] | undefined; readonly each: number },
): Promise<RowWindow> {
  const { sequence, uids, each } = place;
  const earlier = await framesBefore(reader, sequence, each + 1, uids);
  const later = await framesFrom(reader, sequence, each + 1, uids);
  const rows: ToldRow[] = [];
  for (const frame of [...earlier.slice(-each), ...later.slice(0, each)]) rows.push(await teller.tell(frame));
  return { rows, reachesStart: earlier.length <= each, reachesEnd: later.length <= each };
}

async function framesBefore(
  reader: Pick<SessionReader, "frames">,
  sequence: number,
  most: number,
  uids: readonly Uid[] | undefined,
): Promise<readonly Frame[]> {
  let found: readonly Frame[] = [];
  for await (const stretch of stretchesBefore(reader, sequence, uids)) {
    found = [...stretch, ...found];
    if (found.length >= most) break;
  }
  return found.slice(-most);
}

async function framesFrom(
  reader: Pick<SessionReader, "frames">,
  sequence: number,
  most: number,
  uids: readonly Uid[] | undefined,
): Promise<readonly Frame[]> {
  const found: Frame[] = [];
  for await (const frame of reader.frames({ fromSequence: sequence, ...(uids === undefined ? {} : { uids }) })) {
    found.push(frame);
    if (found.length >= most) break;
  }
  return found;
}
