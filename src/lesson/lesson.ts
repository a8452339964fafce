import type { Predicate } from "./predicate/predicate.js";

/** A lesson as its author wrote it, in `lesson.yaml` (docs/lessons.md): a recording, and stops in it with texts and tasks. */
export interface Lesson {
  /** The version of the format. */
  readonly lesson: 1;
  readonly title: string;
  /** One sentence: what one can say or do afterwards. */
  readonly summary: string;
  /** How long it takes. */
  readonly minutes: number;
  /** A file in the lesson's folder ("incident.kubespy.gz"), or the name of a bundled recording ("pod-nginx"). */
  readonly recording: string;
  /** The recording was not made on a real cluster: the reader is told. */
  readonly synthetic?: true | undefined;
  /** The baseline that the recording is compared with, named in the same way: `first-divergence` and the comparison pane need it. */
  readonly compareWith?: string | undefined;
  /** Pages of the Kubernetes documentation. */
  readonly links?: readonly LessonLink[] | undefined;
  readonly live?: LiveRun | undefined;
  readonly stops: readonly Stop[];
}

export interface LessonLink {
  readonly title: string;
  readonly url: string;
}

/** How the learner makes the same recording on a cluster of their own. */
export interface LiveRun {
  /** A manifest of `fixtures/`, or a file in the lesson's folder. */
  readonly fixture: string;
  /** What is recorded, as `kubespy record` takes it: ["pod", "nginx"], ["deploy/web"]. */
  readonly targets: readonly string[];
  /** What is done, one after the other, each once the predicate before it is met. The first one applies the fixture and is not listed. */
  readonly steps?: readonly LiveStep[] | undefined;
  /** The recording ends with the first frame that meets this. */
  readonly until: Predicate;
  /** It ends after this many seconds in any case. */
  readonly timeoutSeconds: number;
}

export interface LiveStep {
  /** What has to have happened before. */
  readonly after: Predicate;
  /** Arguments of kubectl; the namespace is added: ["set", "image", "deploy/web", "nginx=nginx:1.28"]. */
  readonly kubectl: readonly string[];
}

/** What the player shows in its detail. */
export type StopPane = "diff" | "object" | "world" | "findings" | "comparison";

/** A moment of the recording with a text, and mostly a task. */
export interface Stop {
  readonly title: string;
  /** The first frame that meets it, or the last one. */
  readonly at: Predicate | { readonly last: Predicate };
  /** Default: diff. */
  readonly show?: StopPane | undefined;
  /** Only these objects are listed, as `--object` takes them; Kubernetes Events about them too. */
  readonly objects?: readonly string[] | undefined;
  /** Paragraphs, separated by blank lines; `- ` begins an item of a list, four spaces a line of code, `…` in backticks is code. */
  readonly text: string;
  readonly task?: Task | undefined;
}

export type Task = PredictTask | FindTask | ExplainTask;

interface TaskBase {
  /** Given one after the other by "hint", the least telling one first. */
  readonly hints: readonly string[];
  /** Shown with the right answer: why it is right. */
  readonly debrief: string;
}

/** What happens next? The right choice is the one whose predicate is met by a frame after the stop, up to `through`. */
export interface PredictTask extends TaskBase {
  readonly predict: string;
  readonly choices: readonly Choice[];
  /** Default: the frame of the next stop, or the end. */
  readonly through?: Predicate | undefined;
}

/** Why did it happen? The right choice is the one whose predicate is met by any frame; where it is about a finding, that is the debrief. */
export interface ExplainTask extends TaskBase {
  readonly explain: string;
  readonly choices: readonly Choice[];
}

/** The learner moves to a frame that proves it: each that meets the predicate is right. */
export interface FindTask extends TaskBase {
  readonly find: string;
  readonly if: Predicate;
  /** Sequences in the lesson's recording: 12, "14-17". */
  readonly expectedFrames: readonly ExpectedFrames[];
  /** The first that the chosen frame meets says what to look at instead; another frame gets the task's first hint. */
  readonly mistakes?: readonly Mistake[] | undefined;
}

export type ExpectedFrames = number | string;

export interface Mistake {
  readonly if: Predicate;
  readonly hint: string;
}

export interface Choice {
  readonly answer: string;
  /** It is right where a frame meets this. Absent: wrong in every run. */
  readonly if?: Predicate | undefined;
  /** Of the right choice. */
  readonly expectedFrames?: readonly ExpectedFrames[] | undefined;
  /** Of a wrong choice: what to look at. */
  readonly hint?: string | undefined;
}
