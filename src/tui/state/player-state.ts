import type { NarratedObjectRow, NarratedRow } from "../../interpret/narrated-row.js";
import type { MomentFormat, TimeFormat } from "../../io/moment-format.js";
import type { Uid } from "../../model/kube-object.js";
import type { Marker, SessionSummary } from "../../model/session.js";
import { usualIdleLimitMs } from "../../replay/play-limits.js";
import { momentsOfSession } from "../../report/overview/session-display.js";
import type { TimeBase } from "../../report/replay/recorded-value.js";
import type { LessonShown } from "../lesson/lesson-shown.js";
import type { MatchedSteps } from "../tasks/matches.js";
import { emptyWindow, type RowWindow, rowIndex } from "../tasks/rows-around.js";
import { emptyTimeline, type Timeline } from "../tasks/timeline.js";
import type { World } from "../tasks/world.js";
import { type KnownFindings, noFindings } from "./known-findings.js";

interface PlayerSession {
  /** As far as the session is shown: it changes while another process records it. */
  readonly summary: SessionSummary;
  /** The command that shows the same session, as typed in a shell: "kubespy replay web-1". */
  readonly command: string;
  /** The command that prints the findings of the session. Absent where it has none. */
  readonly diagnoseCommand?: string | undefined;
  readonly base: TimeBase;
  readonly namespaces: boolean;
  /** Why its markers cannot be changed, and the command that helps; absent where they can. */
  readonly noMarkers?: string | undefined;
  readonly colour: boolean;
}

/** `comparison`: only in a lesson that has a baseline. */
export type Pane = "diff" | "yaml" | "world" | "findings" | "comparison";

/** The line at the bottom that is being typed. */
export interface Prompt {
  readonly kind: "jump" | "filter" | "search" | "marker" | "write" | "answer";
  readonly text: string;
  /** The marker that is edited; absent: a new one. */
  readonly marker?: Marker;
}

export interface Filter {
  /** As typed: "pod/nginx". */
  readonly words: string;
  readonly uids: readonly Uid[];
  /** Objects that appear later belong to it too where the words match them. */
  readonly takesLater?: true;
  /** The words that are the beginnings of names. */
  readonly beginnings?: readonly string[];
  /** It is that of a stop of a lesson, with the Kubernetes Events about its objects: no option of a command says the same. */
  readonly withKubeEvents?: true;
  /** The filter that this one narrows; absent: all objects were shown before. */
  readonly outer?: Filter;
}

/** A step that the search has led to. */
interface MatchPlace {
  readonly sequence: number;
  /** The line of its whole object, as it is before long lines are folded. */
  readonly line?: number;
  /** The search went past the end, to the first match, or past the start, to the last. */
  readonly wrapped?: "first" | "last";
}

/** A step that others of the same object are compared with. */
export interface DiffBase {
  readonly row: NarratedObjectRow;
  /** Steps of the object show their difference from it. */
  readonly isShown: boolean;
}

/** A session that was being recorded when it was opened. */
export interface Live {
  /** The position keeps to the newest step. */
  readonly isFollowing: boolean;
  /** How many frames there were when it last did, or when the session was opened. */
  readonly seenFrames: number;
  /** Why no more is read of it, although its recording may go on. */
  readonly lost?: string;
}

interface Playing {
  /** Recorded time that has passed since the step that is shown. */
  readonly waitedMs: number;
}

export interface Message {
  readonly text: string;
  readonly tone: "neutral" | "bad";
}

/** Everything that the screen is drawn from. Changed by `update` alone. */
export interface PlayerState {
  readonly session: PlayerSession;
  readonly size: { readonly columns: number; readonly rows: number };
  /** The sequence of the step that is shown: from 1 to the number of frames; 0 when there is none. */
  readonly position: number;
  /** What has been read around the position; a moment may lie between a jump and its rows. */
  readonly window: RowWindow;
  readonly pane: Pane;
  readonly noise: boolean;
  /** First line of the detail that is shown. */
  readonly scroll: number;
  readonly filter?: Filter;
  readonly search?: string;
  /** The last search term, also after its search has ended: an empty one repeats it. */
  readonly lastSearch?: string;
  readonly matches?: MatchedSteps;
  readonly matchPlace?: MatchPlace;
  /** Once its row has been read, the detail scrolls to the first match of the step (1), or to the last (-1). */
  readonly reveal?: 1 | -1;
  readonly diffBase?: DiffBase;
  readonly markers: readonly Marker[];
  readonly playing?: Playing;
  /** How times are shown. */
  readonly time: TimeFormat;
  readonly speed: number;
  /** Longer silences are cut to this when playing, in recorded ms. */
  readonly idleLimitMs: number;
  readonly prompt?: Prompt;
  readonly help: boolean;
  /** First line of the help that is shown. */
  readonly helpScroll: number;
  readonly message?: Message;
  /** The running search, and how far it has read: "further warning". */
  readonly seeking?: {
    readonly what: string;
    readonly sequence?: number;
    /** How often the same key was pressed meanwhile: each continues the search once. */
    readonly again?: number;
    /** Waits for a finding in this direction to be read. */
    readonly finding?: 1 | -1;
  };
  /** Keys typed since the filter changed: they wait until its objects are shown. Absent when no key waits. */
  readonly keysWaiting?: readonly string[];
  readonly world?: World;
  readonly timeline: Timeline;
  readonly findings: KnownFindings;
  /** The key of the finding that the user went to: it is shown until the next move. */
  readonly chosenFinding?: string;
  readonly live?: Live;
  /** Present while a lesson is played. */
  readonly lesson?: LessonShown;
}

export interface PlayerStart {
  readonly position: number;
  readonly speed?: number;
  readonly idleLimitMs?: number;
  readonly noise?: boolean;
  readonly filter?: Filter;
  /** Default: as offsets. */
  readonly time?: TimeFormat;
  /** Begin by playing. */
  readonly play?: boolean;
  /** Present where the session is being recorded: whether to begin by following it. */
  readonly follow?: boolean;
  readonly markers: readonly Marker[];
  readonly lesson?: LessonShown;
  /** Default: diff. */
  readonly pane?: Pane;
}

export function startState(session: PlayerSession, size: PlayerState["size"], start: PlayerStart): PlayerState {
  return {
    session,
    size,
    position: start.position,
    window: emptyWindow,
    pane: start.pane ?? "diff",
    noise: start.noise === true,
    scroll: 0,
    ...(start.filter === undefined ? {} : { filter: start.filter }),
    markers: start.markers,
    ...(start.play ? { playing: { waitedMs: 0 } } : {}),
    time: start.time ?? "offset",
    speed: start.speed ?? 1,
    idleLimitMs: start.idleLimitMs ?? usualIdleLimitMs,
    help: false,
    helpScroll: 0,
    timeline: emptyTimeline,
    findings: noFindings,
    ...(start.lesson === undefined ? {} : { lesson: start.lesson }),
    ...(start.follow === undefined ? {} : { live: { isFollowing: start.follow, seenFrames: session.summary.frames } }),
  };
}

const panes: readonly Pane[] = ["diff", "yaml", "world", "findings"];
const panesOfComparison: readonly Pane[] = [...panes, "comparison"];

/** What the detail can show, in the order of the keys. */
export function panesOf({ lesson }: Pick<PlayerState, "lesson">): readonly Pane[] {
  return lesson?.comparison === undefined ? panes : panesOfComparison;
}

/** The row that is shown; undefined until it has been read. */
export function currentRow({ window, position }: PlayerState): NarratedRow | undefined {
  return window.rows[currentIndex({ window, position })];
}

/** Its place in the window, -1 when it is not there. */
export function currentIndex({ window, position }: Pick<PlayerState, "window" | "position">): number {
  return rowIndex(window.rows, position);
}

/** The offset of the playhead: of the step shown, and of the time that has passed since. */
export function playheadMs(state: PlayerState): number {
  const offsetMs = currentRow(state)?.frame.offsetMs ?? 0;
  return offsetMs + (state.playing?.waitedMs ?? 0);
}

/** How the moments of the session are shown now. */
export function momentsShown({ session, time }: Pick<PlayerState, "session" | "time">): MomentFormat {
  return momentsOfSession(session.summary, time);
}
