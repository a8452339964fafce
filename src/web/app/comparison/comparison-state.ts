import { batch, computed, signal } from "@preact/signals";
import type { Alignment } from "../../view/comparison/alignment.js";
import { goTo } from "../state/moves.js";
import { activeSession, pane, position, sessions, timeRange } from "../state/view-state.js";

/** What of a comparison can be changed by its reader. */
export const alignment = signal<Alignment>("created");

/** Of the tables: only rows that differ. */
export const onlyDiffering = signal(true);

export function align(to: Alignment): void {
  batch(() => {
    alignment.value = to;
    timeRange.value = undefined;
  });
}

/** The step of each session that was shown last: going to the other session and back shows it again. */
const places = new Map<number, number>();

export function showSession(session: number): void {
  if (session === activeSession.value) return;
  places.set(activeSession.value, position.value);
  batch(() => {
    activeSession.value = session;
    position.value = places.get(session) ?? 1;
  });
}

export function goToStep(session: number, sequence: number): void {
  batch(() => {
    activeSession.value = session;
    goTo(sequence);
    pane.value = "step";
  });
}

/** By name: of several sessions of one name the first. */
export const sessionNames = computed(() => sessions.value.map(({ data }) => data.value.summary.header.name));
