import { batch, computed, signal } from "@preact/signals";
import type { Alignment } from "../../view/comparison/alignment.js";
import { goToFrame } from "../state/links.js";
import { activeSession, sessions, timeRange } from "../state/view-state.js";

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

/** Shows a step of one of the runs beside the comparison. */
export function goToRun(session: number, sequence: number): void {
  batch(() => {
    activeSession.value = session;
    goToFrame(sequence);
  });
}

export const sessionNames = computed(() => sessions.value.map(({ data }) => data.value.summary.header.name));
