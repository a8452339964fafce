import type { Clock } from "../../io/clock.js";
import type { Terminal } from "../../io/terminal.js";
import type { LessonProgress } from "../../lesson/play/lesson-progress.js";
import type { SessionReader } from "../../model/session.js";
import { namesNamespaces, timeBase } from "../../report/overview/session-display.js";
import type { LessonStart } from "../lesson/lesson-shown.js";
import { startOfLesson } from "../lesson/start-of-lesson.js";
import { type PlayerStart, type PlayerState, startState } from "../state/player-state.js";
import type { Growths } from "../tasks/follow.js";
import type { KeptAnalysis } from "../tasks/kept-tracks.js";
import { view } from "../view/view.js";
import { Canvas } from "./canvas.js";
import type { MarkerEditor } from "./effect-runner.js";
import { onWholeScreen, withKeys } from "./on-whole-screen.js";
import { Player, type PlayerEnd } from "./player.js";

interface OpenPlayerOptions {
  readonly reader: SessionReader;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly colour: boolean;
  /** The command that shows the same session: "kubespy replay web-1". */
  readonly command: string;
  /** The command that prints its findings. */
  readonly diagnoseCommand?: string | undefined;
  readonly start: Omit<PlayerStart, "markers">;
  /** What was derived from the session before, where it was kept. */
  readonly analysis?: KeptAnalysis | undefined;
  readonly save: (file: string, text: string) => Promise<void>;
  /** Changes the markers of the session; or why they cannot be changed. */
  readonly markers: MarkerEditor | { readonly refusal: string };
  /** Of a session that is being recorded: what comes. */
  readonly growths?: Growths | undefined;
  /** It is played on the session, from the stop where the learner was; `start` then says nothing of the position and the filter. */
  readonly lesson?: (LessonStart & { readonly onProgress: (progress: LessonProgress) => Promise<void> }) | undefined;
  /** Called when the first screen can be drawn, of who has the terminal until then: resolves when it is free, with the keys that were typed meanwhile. */
  readonly takeTerminal?: (() => Promise<readonly string[]>) | undefined;
  /** Aborts when a signal asks the program to end. */
  readonly interrupt: AbortSignal;
}

/**
 * Opens the interactive player on a terminal; resolves when its user leaves it. The terminal is given back however it ends. Keys are taken from the
 * beginning, also those that the terminal kept since the program was started.
 */
export async function openPlayer(options: OpenPlayerOptions): Promise<PlayerEnd> {
  const { terminal, interrupt, takeTerminal } = options;
  const canvas = new Canvas(view);
  const player = await makePlayer(options, canvas);
  const onScreen = () => onWholeScreen(player, canvas, terminal, () => player.run());
  if (takeTerminal === undefined)
    return await withKeys(player, options, async () => {
      await player.open();
      return interrupt.aborted ? "interrupted" : await onScreen();
    });
  await player.open();
  if (interrupt.aborted) return "interrupted";
  for (const key of await takeTerminal()) player.dispatch({ kind: "key", key });
  return await withKeys(player, options, onScreen);
}

async function makePlayer(options: OpenPlayerOptions, canvas: Canvas<PlayerState>): Promise<Player> {
  const { reader, terminal, colour, command, diagnoseCommand, clock, analysis, save, markers, growths } = options;
  const { summary } = reader;
  const [editor, noMarkers] = "refusal" in markers ? [undefined, markers.refusal] : [markers, undefined];
  const session = { summary, command, diagnoseCommand, noMarkers, base: timeBase(summary), namespaces: namesNamespaces(summary), colour };
  const size = { columns: terminal.columns(), rows: terminal.rows() };
  const inLesson = options.lesson && (await startOfLesson(reader, options.lesson));
  const start = startState(session, size, { ...options.start, ...inLesson, markers: await reader.markers() });
  const suspend = () => canvas.screen?.suspend();
  const copy = (text: string) => canvas.screen?.copy(text);
  return new Player({
    reader,
    start,
    clock,
    analysis,
    save,
    saveProgress: options.lesson?.onProgress,
    markers: editor,
    growths,
    copy,
    suspend,
    onChange: (state) => canvas.drawSoon(state),
  });
}
