import { type BegunLesson, lessonAfter, progressKey } from "../../app/lesson/course.js";
import { type LessonFolder, readLesson } from "../../app/lesson/lesson-folders.js";
import type { ProgressFile } from "../../app/lesson/progress-file.js";
import { KubespyError } from "../../errors.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import { type Answer, choiceLetter } from "../../lesson/play/judge-answer.js";
import { answerTask, goToStop, isTaskOpen, type LessonProgress, nextHint, showSolution } from "../../lesson/play/lesson-progress.js";
import type { PlayableStop, PlayableTask } from "../../lesson/play/playable-lesson.js";
import type { SessionSummary } from "../../model/session.js";
import { hintText, rightAnswerText, rightLead, wrongAnswerText } from "../../report/lesson/answer-text.js";
import { type LessonCommands, nextLines, stopText } from "../../report/lesson/stop-text.js";
import type { CommandContext } from "../common/context.js";
import { renderOptionsOf } from "../common/render-options.js";
import { lessonEvidence } from "./lesson-evidence.js";
import { parseAnswer } from "./parse-answer.js";

/** How a learner types what is next. */
export interface LessonWords {
  readonly command: LessonCommands["command"];
  /** Opens the lesson that comes next. */
  readonly open: (next: LessonFolder) => string;
}

function shellWords({ programName }: CommandContext): LessonWords {
  const command = (words: string) => `${programName} learn ${words}`;
  return { command, open: () => command("next") };
}

/** A lesson that is played as text: each method changes the progress, keeps it, and resolves with what is printed. */
export class TextLesson {
  readonly #begun: BegunLesson;
  readonly #file: ProgressFile;
  readonly #context: CommandContext;
  readonly #words: LessonWords;
  #progress: LessonProgress;

  /** `words`: how a learner types what is next. Default: as commands in a shell. */
  constructor(begun: BegunLesson, file: ProgressFile, context: CommandContext, words?: LessonWords) {
    this.#begun = begun;
    this.#file = file;
    this.#context = context;
    this.#words = words ?? shellWords(context);
    this.#progress = begun.progress;
  }

  get progress(): LessonProgress {
    return this.#progress;
  }

  get stop(): PlayableStop | undefined {
    return this.#playable.stops[this.#progress.stop];
  }

  get summary(): SessionSummary {
    return this.#begun.open.session.summary;
  }

  get isAtEnd(): boolean {
    return this.#progress.stop >= this.#playable.stops.length - 1;
  }

  get isTaskOpen(): boolean {
    return isTaskOpen(this.#playable, this.#progress);
  }

  get #playable() {
    return this.#begun.open.playable;
  }

  /** Progress that was made in another terminal. */
  follow(progress: LessonProgress): void {
    this.#progress = progress;
  }

  /** The stop where the learner is. */
  async text(): Promise<string> {
    const { stop } = this;
    const evidence = stop === undefined ? "" : await this.#evidence(stop.sequence, stop);
    return stopText(this.#playable, this.#progress, {
      ...this.#options,
      number: this.#begun.folder.number,
      evidence,
      commands: await this.#commands(),
    });
  }

  /** Rejects with `UsageError` where it is no answer, with `KubespyError` where the stop asks nothing. */
  async answer(typed: string): Promise<string> {
    const task = this.#task("answer");
    const answer = await parseAnswer(typed, task, this.#begun.open.session);
    const answered = answerTask(this.#playable, this.#progress, answer);
    if (answered === undefined) return "";
    await this.#keep(answered.progress);
    const { judgement } = answered;
    if (judgement.right) return await this.#right(rightLead, task, judgement.sequence);
    // Which step a time means is not known to who types it.
    const step = answer.kind === "frame" ? await this.#evidence(answer.sequence, { pane: "diff" }) : "";
    const [heading = ""] = step.split("\n");
    return wrongAnswerText({ step: heading, hint: judgement.hint, next: await this.#nextLines() }, this.#options);
  }

  async hint(): Promise<string> {
    const task = this.#task("hint");
    const hinted = nextHint(this.#playable, this.#progress);
    if (hinted === undefined) return "";
    await this.#keep(hinted.progress);
    const count = hinted.progress.tasks[hinted.progress.stop]?.hints ?? 1;
    return hintText({ hint: hinted.hint, count, all: task.hints.length }, this.#options);
  }

  async solution(): Promise<string> {
    const task = this.#task("solution");
    const shown = showSolution(this.#playable, this.#progress);
    if (shown === undefined)
      throw new KubespyError("the solution is shown after a try", { hint: `answer first: ${this.#answerHint(task)}` });
    await this.#keep(shown.progress);
    const sequence = shown.judgement.right ? shown.judgement.sequence : 0;
    return await this.#right(solutionLead(shown.answer, task), task, sequence);
  }

  /** Goes on to the next stop; undefined where this is the last one. Rejects with `KubespyError` while the task is open. */
  async next(): Promise<string | undefined> {
    const task = this.stop?.task;
    if (task !== undefined && this.isTaskOpen)
      throw new KubespyError("the task of this stop is not answered yet", {
        hint: `answer it: ${this.#answerHint(task)}; for a hint: "${this.#words.command("hint")}"`,
      });
    if (this.isAtEnd) return undefined;
    await this.#keep(goToStop(this.#playable, this.#progress, this.#progress.stop + 1));
    return await this.text();
  }

  async #right(lead: string, task: PlayableTask, sequence: number): Promise<string> {
    const proof = await this.#evidence(sequence, { pane: "diff" });
    return rightAnswerText({ lead, task, proof, next: await this.#nextLines() }, this.#options);
  }

  #task(what: "answer" | "hint" | "solution"): PlayableTask {
    const task = this.stop?.task;
    if (task !== undefined) return task;
    const words = {
      answer: "there is nothing to answer at this stop",
      hint: "this stop has no hint",
      solution: "this stop has no solution",
    };
    throw new KubespyError(words[what], { hint: this.isAtEnd ? "the lesson is finished" : `go on: "${this.#words.command("next")}"` });
  }

  #answerHint(task: PlayableTask): string {
    return `"${this.#words.command(task.kind === "find" ? "answer 12" : "answer a")}"`;
  }

  async #keep(progress: LessonProgress): Promise<void> {
    this.#progress = progress;
    await this.#file.save(progressKey(this.#begun.folder), progress);
  }

  async #evidence(sequence: number, shown: Pick<PlayableStop, "pane"> & Partial<PlayableStop>): Promise<string> {
    const { pane, objects = [] } = shown;
    return await lessonEvidence(this.#begun.open, { sequence, pane, objects }, this.#context);
  }

  async #nextLines(): Promise<readonly string[]> {
    return nextLines(this.#playable, this.#progress, { ...this.#options, commands: await this.#commands() });
  }

  async #commands(): Promise<LessonCommands> {
    const next = this.isAtEnd ? await lessonAfter(this.#begun.folder, this.#context) : undefined;
    return {
      command: this.#words.command,
      replay: suggestedCommand(this.#context.programName, ["replay", this.#begun.open.reference]),
      ...(next === undefined ? {} : { nextLesson: { title: await this.#titleOf(next), command: this.#words.open(next) } }),
    };
  }

  async #titleOf(folder: LessonFolder): Promise<string> {
    return `${folder.number}. ${(await readLesson(folder, this.#context)).title}`;
  }

  get #options() {
    return renderOptionsOf(this.#context.streams.stdout);
  }
}

function solutionLead(answer: Answer, task: PlayableTask): string {
  if (answer.kind === "frame") return `Solution: step #${answer.sequence}.`;
  const choice = "choices" in task ? task.choices[answer.index] : undefined;
  return `Solution: ${choiceLetter(answer.index)}) ${choice?.answer ?? ""}`;
}
