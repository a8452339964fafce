import { createInterface } from "node:readline";
import { beginLesson, progressKey } from "../../app/lesson/course.js";
import type { LessonFolder } from "../../app/lesson/lesson-folders.js";
import type { ProgressFile } from "../../app/lesson/progress-file.js";
import { type KubeconfigFile, serve, temporaryKubeconfig } from "../../app/serve.js";
import { ExitCode, KubespyError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import { shellWord } from "../../io/suggested-command.js";
import { whenAborted } from "../../io/when-aborted.js";
import { fitProgress } from "../../lesson/play/lesson-progress.js";
import { wrap } from "../../report/terminal/width.js";
import type { ServedApi } from "../../serve/start-server.js";
import type { CommandContext } from "../common/context.js";
import { isAtKeyboard } from "../serve/serve-control.js";
import { firstServedType } from "../serve/serve-session.js";
import { type LessonWords, TextLesson } from "./text-lesson.js";

/** How long it may take until what is done in another terminal moves the served moment, in ms. */
const followPeriodMs = 300;

/**
 * Serves the recording of a lesson, paused at the learner's stop, until interrupted. The served moment follows the learner: in this terminal, where
 * answers are typed, or in another one. Ctrl-C is how it is meant to end, so that is exit code 0.
 */
export async function serveLesson(folder: LessonFolder, file: ProgressFile, context: CommandContext): Promise<number> {
  const begun = await beginLesson(folder, file, context);
  const { open } = begun;
  const hasPrompt = await isAtKeyboard(context);
  const lesson = new TextLesson(begun, file, context, hasPrompt ? promptWords(context) : undefined);
  let api: ServedApi | undefined;
  let kubeconfig: KubeconfigFile | undefined;
  const ended = new AbortController();
  const end = () => ended.abort();
  context.interrupt.addEventListener("abort", end, { once: true });
  try {
    api = await serve(open.session, { clock: context.clock, at: { sequence: lesson.stop?.sequence ?? 0 } });
    kubeconfig = temporaryKubeconfig(api);
    const served = new ServedLesson(lesson, api, context);
    await served.begin(kubeconfig.path, hasPrompt);
    const typing = hasPrompt ? served.readAnswers(ended.signal).finally(end) : whenAborted(ended.signal);
    const following = followProgress();
    await Promise.race([typing, following, whenAborted(ended.signal)]);
    return ExitCode.done;

    /** Changes that another terminal makes to this lesson. */
    async function followProgress(): Promise<void> {
      while (!ended.signal.aborted) {
        await context.clock.sleep(followPeriodMs, ended.signal);
        if (ended.signal.aborted || file.problem !== undefined) continue;
        const kept = (await file.read()).lessons.get(progressKey(folder));
        if (kept !== undefined) await served.follow(fitProgress(open.playable, kept));
      }
    }
  } finally {
    end();
    context.interrupt.removeEventListener("abort", end);
    kubeconfig?.remove();
    await api?.close();
    await open.close();
  }
}

/** What is typed at the prompt. */
function promptWords({ programName }: CommandContext): LessonWords {
  return { command: (words) => words.replace(/^answer /, ""), open: ({ name }) => `${programName} learn ${name} --serve` };
}

class ServedLesson {
  readonly #lesson: TextLesson;
  readonly #api: ServedApi;
  readonly #context: CommandContext;
  #prompt: (() => void) | undefined;

  constructor(lesson: TextLesson, api: ServedApi, context: CommandContext) {
    this.#lesson = lesson;
    this.#api = api;
    this.#context = context;
  }

  async begin(kubeconfig: string, hasPrompt: boolean): Promise<void> {
    const { programName, streams } = this.#context;
    const lead = `The recording of this lesson is served at ${this.#api.address}, read-only, and paused at each stop. In another terminal:`;
    const lines = [
      ...(streams.stdout.isTty ? wrap(lead, streams.stdout.columns()) : [lead]),
      "",
      `  export KUBECONFIG=${shellWord(kubeconfig)}`,
      `  kubectl get ${firstServedType(this.#lesson.summary)}`,
      "",
      hasPrompt ? "Type answers here. Ctrl-C ends it." : `Answer there too: "${programName} learn answer ANSWER". Ctrl-C ends it.`,
    ];
    this.#write(`${lines.join("\n")}\n\n${await this.#lesson.text()}`);
  }

  /** Where another terminal has gone to. */
  async follow(progress: TextLesson["progress"]): Promise<void> {
    const { stop } = this.#lesson.progress;
    this.#lesson.follow(progress);
    if (progress.stop === stop) return;
    this.#move();
    this.#write(`\n\n${await this.#lesson.text()}`);
    this.#prompt?.();
  }

  /** Reads what is typed, line by line, until the signal aborts, the input ends or "quit" is typed. */
  async readAnswers(signal: AbortSignal): Promise<void> {
    const { streams } = this.#context;
    const lines = createInterface({ input: streams.stdin });
    signal.addEventListener("abort", () => lines.close(), { once: true });
    this.#prompt = () => this.#write(promptText);
    this.#prompt();
    for await (const line of lines) {
      const words = line.trim();
      if (words === "quit" || words === "q") break;
      await this.#take(words);
      this.#prompt();
    }
    this.#prompt = undefined;
    lines.close();
    this.#write("\n");
  }

  async #take(words: string): Promise<void> {
    try {
      this.#write(`\n${await this.#done(words)}`);
    } catch (error) {
      if (!(error instanceof KubespyError)) throw error;
      const { stderr } = this.#context.streams;
      stderr.write(`kubespy: error: ${printable(error.message)}\n`);
      if (error.hint !== undefined) stderr.write(`kubespy: hint: ${printable(error.hint)}\n`);
    }
  }

  /** Enter alone goes on, as in the player. */
  async #done(words: string): Promise<string> {
    const lesson = this.#lesson;
    if (words === "hint") return await lesson.hint();
    if (words === "solution") return await lesson.solution();
    if (words !== "" && words !== "next") return await lesson.answer(words.replace(/^answer\s+/, ""));
    const text = await lesson.next();
    if (text === undefined) throw new KubespyError("this was the last stop of the lesson", { hint: 'type "quit", or press Ctrl-C' });
    this.#move();
    return text;
  }

  #move(): void {
    const { stop } = this.#lesson;
    if (stop !== undefined) this.#api.control.command(`seek #${stop.sequence}`);
  }

  #write(text: string): void {
    this.#context.streams.stdout.write(text);
  }
}

const promptText = "\nanswer, hint, solution, next or quit> ";
