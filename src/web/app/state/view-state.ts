import { computed, signal } from "@preact/signals";
import type { TimeFormat } from "../../../io/moment-format.js";
import type { Uid } from "../../../model/kube-object.js";
import type { PageView } from "../../view/links.js";
import type { PageSession } from "./page-session.js";

/**
 * What the page shows, as signals. A component reads them; whoever changes several at once does it in one `batch`. The address mirrors them
 * (`state/links.ts`), so that a link shows the same.
 */

/** Set once, before anything is drawn. In the order of the manifest. */
export const sessions = signal<readonly PageSession[]>([]);

/** Which session the steps and panes are about: an index of `sessions`. */
export const activeSession = signal(0);

export const currentSession = computed(() => sessions.value[activeSession.value]);

/** The sequence of the step that is shown: from 1 to the number of frames; 0 where there is none. */
export const position = signal(1);

export type { PageView };
export const pane = signal<PageView>("step");

/** The part of the time axis that is shown, ms since session start; undefined: all of it. */
export const timeRange = signal<{ readonly fromMs: number; readonly toMs: number } | undefined>(undefined);

/** The moment under the pointer, in the timeline or in a chart: all of them show it. */
export const hoverMs = signal<number | undefined>(undefined);

/** Steps of these objects only; undefined: of all. */
export const chosenUids = signal<readonly Uid[] | undefined>(undefined);

/** Whether the list of steps leaves out those at which only noise changed. */
export const meaningfulOnly = signal(true);

/** The list ends with this step, or with the one that is shown where that comes later; undefined: it has all steps. */
export const listedUntil = signal<number | undefined>(undefined);

/** What is searched for, in any case; undefined: nothing. */
export const searchedText = signal<string | undefined>(undefined);

/** The key (`findingKey`) of the finding that the reader went to: shown until the next move. */
export const chosenFinding = signal<string | undefined>(undefined);

/** A search through the steps that is under way: "further warning", and how far it has read. */
export const runningSearch = signal<{ readonly what: string; readonly sequence: number } | undefined>(undefined);

/** What the last move came to, for people: "no further warning". Gone with the next. */
export const message = signal<string | undefined>(undefined);

/** Whether diffs show noise. */
export const noise = signal(false);

export type { TimeFormat };
export const timeFormat = signal<TimeFormat>("offset");

/** Whether recorded time passes, and how fast. */
export const isPlaying = signal(false);
export const speed = signal(1);
