import { KubespyError, UsageError } from "../../errors.js";
import { formatOffset, parseDuration } from "../../io/duration.js";
import type { Marker, SessionSummary } from "../../model/session.js";
import type { SessionStore } from "../../store/session-store.js";

export interface ChangedMarker {
  readonly session: string;
  readonly summary: SessionSummary;
  /** As it was before. */
  readonly marker: Marker;
}

/**
 * Gives a marker of the session that `reference` means another text, also while it is being recorded. `which`: its number among them by offset, from 1,
 * its offset as printed, or its text. Rejects with `UsageError` where that is none, or several.
 */
export async function editSessionMarker(store: SessionStore, reference: string, which: string, text: string): Promise<ChangedMarker> {
  return await change(store, reference, which, (session, marker) => store.editMarker(session, marker, text));
}

/** Removes a marker, as `editSessionMarker` finds it. */
export async function removeSessionMarker(store: SessionStore, reference: string, which: string): Promise<ChangedMarker> {
  return await change(store, reference, which, (session, marker) => store.removeMarker(session, marker));
}

async function change(
  store: SessionStore,
  reference: string,
  which: string,
  make: (session: string, marker: Marker) => Promise<boolean>,
): Promise<ChangedMarker> {
  const reader = await store.open(reference);
  const session = reader.summary.header.name;
  const markers = await reader.markers().finally(() => reader.close());
  const marker = chosenMarker(session, markers, which);
  if (!(await make(session, marker))) throw new KubespyError(`marker "${marker.text}" of session "${session}" was changed meanwhile`);
  return { session, summary: reader.summary, marker };
}

function chosenMarker(session: string, markers: readonly Marker[], which: string): Marker {
  const found = markersMeant(markers, which.trim());
  const [marker] = found;
  if (marker === undefined)
    throw new UsageError(`session "${session}" has no marker "${which}"`, {
      hint: markers.length === 0 ? "it has no markers" : `use the number, offset or text of one of ${namesOf(markers, markers)}`,
    });
  if (found.length > 1)
    throw new UsageError(`"${which}" matches ${found.length} markers of session "${session}"`, {
      hint: `use the number of one of ${namesOf(found, markers)}`,
    });
  return marker;
}

/** By what is most exact first. */
function markersMeant(markers: readonly Marker[], which: string): readonly Marker[] {
  if (/^\d{1,9}$/.test(which)) return markers.slice(Number(which) - 1, Number(which)).filter(() => Number(which) > 0);
  const same = markers.filter(({ text }) => text.trim() === which);
  if (same.length > 0) return same;
  const offsetMs = parseDuration(which.replace(/^\+/, ""));
  if (offsetMs === undefined) return markers.filter(({ text }) => which !== "" && text.toLowerCase().includes(which.toLowerCase()));
  return markers.filter((marker) => Math.round(marker.offsetMs) === Math.round(offsetMs));
}

const maxNamed = 8;

function namesOf(some: readonly Marker[], all: readonly Marker[]): string {
  const names = some
    .slice(0, maxNamed)
    .map((marker) => `${all.indexOf(marker) + 1} (${formatOffset(marker.offsetMs)} ${marker.text.slice(0, 60)})`);
  return `${names.join(", ")}${some.length > maxNamed ? `, and ${some.length - maxNamed} more` : ""}`;
}
