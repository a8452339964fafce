import type { ListMeta, ObjectForm } from "../forms/object-form.js";
import type { ServedObject } from "../forms/served-object.js";
import type { Playback } from "../playback/playback.js";
import { status } from "../status.js";
import { type Collection, keyOf } from "./collection.js";
import { type ContinueToken, decodeContinue, encodeContinue, presentVersion } from "./continue-token.js";
import { isAnyVersion, type ListOptions } from "./list-options.js";
import { type Selection, scopeOf } from "./selection.js";

/**
 * The body of a list, in the requested form. Later pages are read at the version of the first. Throws `StatusError`: 410 for versions older
 * than the recording, 504 for versions not reached within the three seconds of the server.
 */
export async function answerList(
  collection: Collection,
  selection: Selection,
  options: ListOptions,
  playback: Playback,
  form: ObjectForm,
): Promise<Buffer> {
  const from = options.continueToken === "" ? undefined : decodeContinue(options.continueToken);
  if (from !== undefined && !isAnyVersion(options.resourceVersion))
    throw status.badRequest("specifying resource version is not allowed when using continue");
  const moment = from === undefined ? await momentOf(collection, options, playback) : momentOfPage(collection, from, options, playback);
  const all = collection.stateAt(moment.position).filter((object) => selection.selects(object));
  const rest = from === undefined ? all : all.filter((object) => keyOf(object) >= from.startKey);
  const page = options.limit > 0 ? rest.slice(0, options.limit) : rest;
  return form.list(page, listMeta(moment.version, page, rest.length - page.length, selection));
}

/** The position to list, and the version of the list. */
interface Moment {
  readonly position: number;
  readonly version: string;
}

async function momentOf(collection: Collection, options: ListOptions, playback: Playback): Promise<Moment> {
  const { resourceVersion: asked, limit } = options;
  if (isAnyVersion(asked)) return present(collection, playback);
  // A first page at a version means that exact version unless requested otherwise (a rule of the API for lists with a limit).
  const match = options.resourceVersionMatch ?? (limit > 0 ? "Exact" : "NotOlderThan");
  if (match === "Exact") return momentAt(collection, options, playback);
  await requireReached(collection, asked, playback);
  return present(collection, playback);
}

/** Waits for a future version as long as the server does. */
export async function requireReached(collection: Collection, version: string, playback: Playback): Promise<void> {
  if (playback.progress.hasReached(collection, version)) return;
  if (!/^\d+$/.test(version)) throw status.unparsableVersion(version);
  if (!(await playback.waitFor(collection, version, maxWaitMs))) throw status.tooLargeVersion(version, playback.progress.serverVersion);
}

const maxWaitMs = 3000;

function momentAt(collection: Collection, options: ListOptions, playback: Playback): Moment {
  const { resourceVersion: version } = options;
  if (!playback.progress.hasReached(collection, version)) {
    throw /^\d+$/.test(version) ? status.tooLargeVersion(version, playback.progress.serverVersion) : status.unparsableVersion(version);
  }
  const position = readablePosition(collection, version, options, playback);
  if (position === undefined) throw status.expiredList();
  return { position, version };
}

/** The position at a version; undefined if that is before the recording, or before a period whose history is lost. */
function readablePosition(collection: Collection, version: string, options: ListOptions, { progress }: Playback): number | undefined {
  const position = collection.positionOf(version);
  const loss = collection.lastLoss(progress.positionOf(collection), scopeOf(options));
  const isLost = loss !== undefined && !loss.loss.historyReadable && (position ?? 0) < loss.position;
  return isLost ? undefined : position;
}

function momentOfPage(collection: Collection, { version, startKey }: ContinueToken, options: ListOptions, playback: Playback): Moment {
  if (version === presentVersion) return present(collection, playback);
  const position = playback.progress.hasReached(collection, version) ? readablePosition(collection, version, options, playback) : undefined;
  if (position === undefined) throw status.expiredContinue(encodeContinue({ version: presentVersion, startKey }));
  return { position, version };
}

function present(collection: Collection, playback: Playback): Moment {
  return { position: playback.progress.positionOf(collection), version: playback.progress.versionOf(collection) };
}

function listMeta(resourceVersion: string, page: readonly ServedObject[], remaining: number, selection: Selection): ListMeta {
  const last = page.at(-1);
  if (remaining === 0 || last === undefined) return { resourceVersion };
  const token = encodeContinue({ version: resourceVersion, startKey: `${keyOf(last)}\0` });
  return { resourceVersion, continue: token, ...(selection.narrowed ? {} : { remainingItemCount: remaining }) };
}
