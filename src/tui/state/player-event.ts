import type { LessonProgress } from "../../lesson/play/lesson-progress.js";
import type { ObjectRef } from "../../model/kube-object.js";
import type { Marker, SessionSummary } from "../../model/session.js";
import type { MatchedSteps } from "../tasks/matches.js";
import type { RowWindow } from "../tasks/rows-around.js";
import type { Query } from "../tasks/seek.js";
import type { Timeline, Track } from "../tasks/timeline.js";
import type { World } from "../tasks/world.js";
import type { KnownFindings } from "./known-findings.js";
import type { Filter, Message } from "./player-state.js";

/** What happens to the player. */
export type PlayerEvent =
  /** One key: a character as typed, or a name ("up", "page-down", "enter", "ctrl-c"). */
  | { readonly kind: "key"; readonly key: string }
  /** Real time has passed while playing. */
  | { readonly kind: "tick"; readonly elapsedMs: number }
  | { readonly kind: "resized"; readonly columns: number; readonly rows: number }
  /** Rows around a position were read; `isNewest`: up to the newest step, which is shown if the recording is being followed. */
  | { readonly kind: "rows"; readonly window: RowWindow; readonly isNewest?: boolean }
  | { readonly kind: "world"; readonly world: World }
  /** More objects or gaps are known. */
  | { readonly kind: "timeline"; readonly known: Partial<Timeline> }
  /** A track was read, or a part of one. */
  | { readonly kind: "track"; readonly track: Track }
  /** More steps were searched. */
  | { readonly kind: "matches"; readonly matches: MatchedSteps }
  /** More findings were read. */
  | { readonly kind: "findings"; readonly findings: KnownFindings }
  /** A search came to its end: with a sequence, or without one. `wrapped`: past an end of the session. */
  | { readonly kind: "found"; readonly sequence: number; readonly query: Query; readonly wrapped?: boolean }
  | { readonly kind: "not-found"; readonly what: string }
  | { readonly kind: "progress"; readonly sequence: number }
  /** A filter was understood; undefined: all objects are shown again. `sequence`: the step to show with it. */
  | { readonly kind: "filtered"; readonly filter: Filter | undefined; readonly sequence?: number }
  /** Its words match no object. `sequence`: the step to show of all objects. */
  | { readonly kind: "not-filtered"; readonly message: Message; readonly sequence?: number }
  | { readonly kind: "marked"; readonly markers: readonly Marker[]; readonly message: Message }
  /** More was recorded, or the recording has ended. */
  | { readonly kind: "grown"; readonly summary: SessionSummary; readonly markers: readonly Marker[] }
  /** Objects appeared, all after this sequence. */
  | { readonly kind: "appeared"; readonly refs: readonly ObjectRef[]; readonly afterSequence: number }
  /** Nothing that is recorded from now on can be read. */
  | { readonly kind: "lost"; readonly reason: string }
  /** The first screen was read: these keys were typed until then. */
  | { readonly kind: "opened"; readonly keys: readonly string[] }
  | { readonly kind: "said"; readonly message: Message };

/** What the player wants done that takes reading, writing or time. */
export type Effect =
  | { readonly kind: "seek"; readonly query: Query; readonly what: string }
  | { readonly kind: "stop-seeking" }
  /** Find the objects that these words mean; none: all. */
  | { readonly kind: "filter"; readonly words: string }
  /** Show a step of a lesson, and only these objects with the Kubernetes Events about them. */
  | { readonly kind: "show-stop"; readonly objects: readonly string[]; readonly sequence: number }
  /** Keep how far the learner is. */
  | { readonly kind: "save-progress"; readonly progress: LessonProgress }
  | { readonly kind: "mark"; readonly marker: Marker }
  | { readonly kind: "edit-marker"; readonly marker: Marker; readonly text: string }
  | { readonly kind: "remove-marker"; readonly marker: Marker }
  | { readonly kind: "write"; readonly file: string }
  /** Into the clipboard. */
  | { readonly kind: "copy"; readonly text: string }
  | { readonly kind: "suspend" }
  | { readonly kind: "quit"; readonly interrupted: boolean };
