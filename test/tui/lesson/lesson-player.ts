import { systemClock } from "../../../src/io/clock.js";
import { type LessonProgress, noProgress } from "../../../src/lesson/play/lesson-progress.js";
import type { PlayableLesson } from "../../../src/lesson/play/playable-lesson.js";
import type { SessionReader } from "../../../src/model/session.js";
import { namesNamespaces, timeBase } from "../../../src/report/overview/session-display.js";
import type { LessonShown } from "../../../src/tui/lesson/lesson-shown.js";
import { startOfLesson } from "../../../src/tui/lesson/start-of-lesson.js";
import { Player } from "../../../src/tui/runtime/player.js";
import { isScreenWhole } from "../../../src/tui/state/first-screen.js";
import { currentIndex, type PlayerState, startState } from "../../../src/tui/state/player-state.js";
import { plainOf } from "../../../src/tui/view/styled.js";
import { view } from "../../../src/tui/view/view.js";

interface LessonPlayerOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly progress?: LessonProgress;
  readonly comparison?: (columns: number) => readonly string[];
}

/** The running player with a lesson, without a terminal. */
export class LessonPlayer implements AsyncDisposable {
  readonly saved: LessonProgress[] = [];
  readonly #player: Player;
  #run: Promise<unknown> = Promise.resolve();

  static async open(reader: SessionReader, playable: PlayableLesson, options: LessonPlayerOptions = {}): Promise<LessonPlayer> {
    const { columns = 80, rows = 24, progress = noProgress, comparison } = options;
    const { summary } = reader;
    const session = { summary, command: "kubespy replay s", base: timeBase(summary), namespaces: namesNamespaces(summary), colour: false };
    const start = await startOfLesson(reader, { playable, progress, comparison, nextCommand: "kubespy learn next-one" });
    const player = new LessonPlayer(reader, startState(session, { columns, rows }, { ...start, markers: [] }));
    await player.#player.open();
    player.#run = player.#player.run();
    await player.settled();
    return player;
  }

  private constructor(reader: SessionReader, start: PlayerState) {
    this.#player = new Player({
      reader,
      start,
      clock: systemClock,
      save: async () => {},
      saveProgress: async (progress) => void this.saved.push(progress),
      suspend: () => {},
      onChange: () => {},
    });
  }

  get state(): PlayerState & { readonly lesson: LessonShown } {
    const { state } = this.#player;
    if (state.lesson === undefined) throw new Error("no lesson");
    return { ...state, lesson: state.lesson };
  }

  /** One key after the other, each once what the one before needs was read. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.#player.dispatch({ kind: "key", key });
      await this.settled();
    }
  }

  /** To a step by its sequence, also where the filter of the stop hides it. */
  async goTo(sequence: number): Promise<void> {
    await this.press("escape", ":", ...String(sequence), "enter");
  }

  async settled(isTrue: (state: PlayerState) => boolean = isSettled): Promise<void> {
    while (!isTrue(this.#player.state)) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  /** The screen once all that it shows was read. */
  async wholeScreen(): Promise<string> {
    await this.settled((state) => isSettled(state) && isScreenWhole(state));
    return `${this.lines.join("\n")}\n`;
  }

  get lines(): readonly string[] {
    return view(this.#player.state).map(plainOf);
  }

  /** All words of the screen, with one space between each two. */
  get words(): string {
    return oneLine(this.lines.join(" "));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#player.interrupt();
    await this.#run;
  }
}

function isSettled(state: PlayerState): boolean {
  const { seeking, keysWaiting } = state;
  return seeking === undefined && keysWaiting === undefined && (state.position < 1 || currentIndex(state) >= 0);
}

/** As it is on a screen: without the backticks of code and the line breaks. */
export function oneLine(text: string): string {
  return text.replaceAll("`", "").replace(/\s+/g, " ").trim();
}
