import { KubespyError, UsageError } from "../../errors.js";
import { parseDuration } from "../../io/duration.js";
import { type MomentFormat, momentFormat, type TimeFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import type { Marker, SessionSummary } from "../../model/session.js";
import { inSession, parseMoment, timeSpan } from "../../replay/moment.js";
import type { SessionStore } from "../../store/session-store.js";

export interface ChangedMarker {
  readonly session: string;
  readonly summary: SessionSummary;
  /** As it was before. */
  readonly marker: Marker;
}

/** Which marker of a session is meant. */
export interface MarkerChoice {
  /** Its number among them by offset, from 1, its moment as it is listed, or its whole text. */
  readonly which: string;
  /** How markers are listed, in errors too. Default: offset. */
  readonly time?: TimeFormat | undefined;
}

/**
 * Gives a marker of the session that `reference` means another text, also while it is being recorded. Rejects with `UsageError` where no marker is meant,
 * or several.
 */
export async function editSessionMarker(
  store: SessionStore,
  reference: string,
  choice: MarkerChoice,
  text: string,
): Promise<ChangedMarker> {
  return await change(store, reference, choice, (session, marker) => store.editMarker(session, marker, text));
}

/** Removes a marker, as `editSessionMarker` finds it. */
export async function removeSessionMarker(store: SessionStore, reference: string, choice: MarkerChoice): Promise<ChangedMarker> {
  return await change(store, reference, choice, (session, marker) => store.removeMarker(session, marker));
}

async function change(
  store: SessionStore,
  reference: string,
  choice: MarkerChoice,
  make: (session: string, marker: Marker) => Promise<boolean>,
): Promise<ChangedMarker> {
  const reader = await store.open(reference);
  const session = reader.summary.header.name;
  const markers = await reader.markers().finally(() => reader.close());
  const marker = chosenMarker(reader.summary, markers, choice);
  if (!(await make(session, marker)))
    throw new KubespyError(`marker "${printable(marker.text, 300)}" of session "${session}" was changed meanwhile`);
  return { session, summary: reader.summary, marker };
}

function chosenMarker(summary: SessionSummary, markers: readonly Marker[], { which, time = "offset" }: MarkerChoice): Marker {
  const session = summary.header.name;
  const listed: ListedMarkers = { markers, moments: momentFormat(time, timeSpan(summary)) };
  const found = markersMeant(listed, which.trim(), summary);
  const [marker] = found;
  if (marker === undefined)
    throw new UsageError(`session "${session}" has no marker "${printable(which, 300)}"`, {
      hint:
        markers.length === 0
          ? "it has no markers"
          : `use the number, ${listed.moments.format === "offset" ? "offset" : "time"} or whole text of one: ${namesOf(markers, listed, "or")}`,
    });
  if (found.length > 1)
    throw new UsageError(`"${printable(which, 300)}" matches ${found.length} markers of session "${session}"`, {
      hint: `use its number: ${namesOf(found, listed, "or")}`,
    });
  return marker;
}

interface ListedMarkers {
  readonly markers: readonly Marker[];
  readonly moments: MomentFormat;
}

/** By what is most exact first. Never by a part of a text: what is meant is changed without a question. */
function markersMeant({ markers, moments }: ListedMarkers, which: string, summary: SessionSummary): readonly Marker[] {
  const numbered = /^\d{1,9}$/.test(which) ? markers[Number(which) - 1] : undefined;
  if (numbered !== undefined) return [numbered];
  const ways: readonly ((marker: Marker) => boolean)[] = [
    ({ text }) => text.trim() === which,
    ({ offsetMs }) => moments.text(offsetMs) === which,
    ({ text }) => text.trim().toLowerCase() === which.toLowerCase(),
    isAtTyped(which, summary, moments),
  ];
  for (const isMeant of ways) {
    const found = markers.filter(isMeant);
    if (found.length > 0) return found;
  }
  return [];
}

/** Whether a marker is at the offset or time that was typed; of a time, all of its last digit. */
function isAtTyped(which: string, summary: SessionSummary, { format }: MomentFormat): (marker: Marker) => boolean {
  const typedMs = parseDuration(which.replace(/^\+/, ""));
  if (typedMs !== undefined) return ({ offsetMs }) => Math.round(offsetMs) === Math.round(typedMs);
  try {
    const typed = parseMoment(which, { flag: "marker", time: format });
    const moment = typed.kind === "time" ? inSession(typed, summary) : typed;
    if (moment.kind === "offset") return ({ offsetMs }) => offsetMs >= moment.fromMs && offsetMs <= moment.toMs;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
  return () => false;
}

const maxNamed = 8;

/** "1 (+2.000s it runs), 2 (+3.000s ready) or 4 (+5.000s gone)". */
function namesOf(some: readonly Marker[], { markers, moments }: ListedMarkers, conjunction: "and" | "or"): string {
  const names = some
    .slice(0, maxNamed)
    .map((marker) => `${markers.indexOf(marker) + 1} (${moments.text(marker.offsetMs)} ${printable(marker.text, 60)})`);
  if (some.length > maxNamed) names.push(`${some.length - maxNamed} more`);
  const last = names.pop() ?? "";
  return names.length === 0 ? last : `${names.join(", ")} ${some.length > maxNamed ? "and" : conjunction} ${last}`;
}
