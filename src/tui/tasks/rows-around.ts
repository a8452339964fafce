import type { FrameNarrator } from "../../interpret/interpret-at.js";
import { type NarratedRow, narratedRow } from "../../interpret/narrated-row.js";
import type { Frame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import type { Yielder } from "./yielder.js";

/** A part of the list of changes. */
export interface RowWindow {
  readonly rows: readonly NarratedRow[];
  /** No row comes before the first one, or after the last. */
  readonly reachesStart: boolean;
  readonly reachesEnd: boolean;
  /** From the first row to this sequence all rows are in it. */
  readonly readSequence: number;
}

export const emptyWindow: RowWindow = { rows: [], reachesStart: false, reachesEnd: false, readSequence: 0 };

interface RowsPlace {
  readonly sequence: number;
  /** The frames up to this sequence, as more may be recorded meanwhile. Default: all. */
  readonly frames?: number;
  /** The incarnations whose frames are shown; absent: all. */
  readonly uids?: readonly Uid[] | undefined;
  /** How many rows on each side. */
  readonly rowsPerSide: number;
  /** Rows of the same incarnations that were read: those that are near are not read again. */
  readonly known?: RowWindow;
  readonly yielder?: Yielder;
  /** True when the rows are no longer needed: those read by then are enough. */
  readonly isObsolete?: () => boolean;
}

type Reader = Pick<SessionReader, "frames" | "framesBackward">;

/** The rows nearest to a sequence, on both sides, of the chosen incarnations or of all. */
export async function rowsAround(reader: Reader, narrator: FrameNarrator, place: RowsPlace): Promise<RowWindow> {
  const { sequence, frames = Number.POSITIVE_INFINITY, uids, known = emptyWindow } = place;
  const at = rowIndex(known.rows, sequence);
  const [before, from] = at < 0 ? [[], []] : [known.rows.slice(0, at).reverse(), known.rows.slice(at)];
  const last = from.at(-1)?.frame.sequence;
  const chosen = uids === undefined ? {} : { uids };
  const next = last === undefined ? sequence : Math.max(last, known.readSequence) + 1;
  const forward = reader.frames({ fromSequence: next, toSequence: frames, ...chosen });
  const later = await filledUp({ rows: from, isWhole: at >= 0 && known.reachesEnd }, forward, narrator, place);
  const backward = reader.framesBackward({ toSequence: (before.at(-1)?.frame.sequence ?? sequence) - 1, ...chosen });
  const earlier = await filledUp({ rows: before, isWhole: at >= 0 && known.reachesStart }, backward, narrator, place);
  const readSequence = later.isWhole ? frames : (later.rows.at(-1)?.frame.sequence ?? 0);
  return { rows: [...[...earlier.rows].reverse(), ...later.rows], reachesStart: earlier.isWhole, reachesEnd: later.isWhole, readSequence };
}

/** The rows up to the newest, with those known before them: reads the frames after those alone, and of very many only as many as are kept. */
export async function newestRows(
  reader: Reader,
  narrator: FrameNarrator,
  place: Omit<RowsPlace, "sequence"> & { readonly frames: number },
): Promise<RowWindow> {
  const { frames, uids, rowsPerSide, known = emptyWindow } = place;
  const chosen = uids === undefined ? {} : { uids };
  const backward = reader.framesBackward({ fromSequence: known.readSequence + 1, toSequence: frames, ...chosen });
  const { rows, isWhole } = await filledUp({ rows: [], isWhole: false }, backward, narrator, place);
  const before = isWhole ? known.rows.slice(-rowsPerSide) : [];
  const reachesStart = isWhole && known.reachesStart && before.length === known.rows.length;
  return { rows: [...before, ...[...rows].reverse()], reachesStart, reachesEnd: true, readSequence: frames };
}

/** The place of a sequence in rows, -1 when it is not there. Sequences ascend, so it is found by halving. */
export function rowIndex(rows: readonly NarratedRow[], sequence: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.frame.sequence ?? 0) < sequence) low = middle + 1;
    else high = middle;
  }
  return rows[low]?.frame.sequence === sequence ? low : -1;
}

/** The rows on one side, the nearest first. `isWhole`: beyond them there is nothing. */
interface Side {
  readonly rows: readonly NarratedRow[];
  readonly isWhole: boolean;
}

async function filledUp(
  known: Side,
  more: AsyncIterable<Frame>,
  narrator: FrameNarrator,
  { rowsPerSide, yielder, isObsolete }: Pick<RowsPlace, "rowsPerSide" | "yielder" | "isObsolete">,
): Promise<Side> {
  if (known.rows.length > rowsPerSide) return { rows: known.rows.slice(0, rowsPerSide), isWhole: false };
  if (known.isWhole) return known;
  const rows = [...known.rows];
  for await (const frame of more) {
    if (rows.length >= rowsPerSide || isObsolete?.()) return { rows, isWhole: false };
    rows.push(await narratedRow(frame, narrator));
    await yielder?.pause();
  }
  return { rows, isWhole: true };
}
