import { randomInt } from "node:crypto";
import { type LessonFolder, readLesson } from "../../app/lesson/lesson-folders.js";
import type { Kubectl } from "../../app/lesson/live/kubectl.js";
import { lessonNamespace, otherNamespaces } from "../../app/lesson/live/lesson-namespace.js";
import { findLiveCluster, type LiveCluster } from "../../app/lesson/live/live-cluster.js";
import { assertNamespaced, type LivePlan, livePlan } from "../../app/lesson/live/live-plan.js";
import { canBeFinished, compareWithReference } from "../../app/lesson/live/live-result.js";
import { type OpenLesson, openLesson } from "../../app/lesson/open-lesson.js";
import { withDatabase } from "../../app/open-store.js";
import { ExitCode } from "../../errors.js";
import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { shellWord, suggestedCommand } from "../../io/suggested-command.js";
import { plural } from "../../lifecycle/narration/words.js";
import { liveRunJson, liveRunText } from "../../report/lesson/live-run-text.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import { confirmed } from "../common/confirm.js";
import type { CommandContext } from "../common/context.js";
import { renderOptionsOf } from "../common/render-options.js";
import type { LiveLessonFlags } from "./live-options.js";
import { clusterFlags, isInteractive, type LivePlace, removalCommand } from "./live-place.js";
import { recordLesson } from "./record-lesson.js";
import { kubectlOf } from "./run-kubectl.js";

/** Plays a lesson that is open, on a terminal; resolves with the exit code. */
export type PlayLive = (open: OpenLesson, session: string) => Promise<number>;

/**
 * `kubespy learn LESSON --live`: makes the recording of the lesson on the user's cluster, and opens the lesson on it. Resolves with the exit code. `play`:
 * on a terminal; without it the result is printed only.
 */
export async function runLiveLesson(
  folder: LessonFolder,
  flags: LiveLessonFlags,
  context: CommandContext,
  play?: PlayLive,
): Promise<number> {
  const lesson = await readLesson(folder, context);
  const plan = livePlan(lesson, folder, context);
  const cluster = await clusterOf(flags, context);
  assertNamespaced(plan.steps, cluster.resources);
  const place = { kubeconfig: flags.kubeconfig, context: cluster.context ?? flags.context, db: flags.db };
  const kubectl = kubectlOf(clusterFlags(place), context);
  const note = (text: string) => void context.streams.stderr.write(`kubespy: ${printable(text)}\n`);
  const suffix = randomSuffix();
  const namespace = lessonNamespace(plan.lesson, suffix);
  for (const line of await leftoverLines(kubectl, place, context)) note(line);
  if (!(flags.yes || (await confirmed(question(plan, cluster, namespace), "--yes makes these changes without a prompt", context)))) {
    if (context.interrupt.aborted) return ExitCode.interrupted;
    note("nothing was changed");
    return ExitCode.failed;
  }
  const { recorded, isRemoved } = await withDatabase(context, flags.db, (store) =>
    recordLesson({ plan, place, suffix, title: `Live: ${lesson.title}`, kubectl, store, context, note }),
  );
  const { end, session } = recorded;
  const kept = recorded.discarded
    ? "nothing was recorded"
    : `session ${session} holds ${plural(recorded.frames, "frame")} in ${formatDuration(end.offsetMs)}`;
  note(`${end.reason ?? end.outcome}; ${kept}`);
  if (context.interrupt.aborted) return ExitCode.interrupted;
  if (recorded.discarded) return ExitCode.failed;
  const code = await showResult({ folder, flags, context, play, session });
  return end.outcome === "until" && isRemoved ? code : ExitCode.failed;
}

async function clusterOf(flags: LiveLessonFlags, { env, clock, version, interrupt, streams }: CommandContext): Promise<LiveCluster> {
  return await findLiveCluster({
    env,
    clock,
    version,
    signal: interrupt,
    interactive: isInteractive(streams),
    say: (text) => void streams.stderr.write(text.replace(/^(?=.)/gm, "kubespy: ")),
    ...(flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig }),
    ...(flags.context === undefined ? {} : { context: flags.context }),
  });
}

/** 36^5: of a class on one cluster, no two get the same. */
function randomSuffix(): string {
  return Array.from({ length: 5 }, () => randomInt(36).toString(36)).join("");
}

/** So many namespaces of other runs are named one by one. */
const maxNamed = 5;

async function leftoverLines(kubectl: Kubectl, place: LivePlace, { clock, interrupt }: CommandContext): Promise<readonly string[]> {
  const others = await otherNamespaces(kubectl, interrupt);
  const lines = others.slice(0, maxNamed).map(({ name, createdAt }) => {
    const age = formatDuration(Math.max(0, clock.wallMs() - Date.parse(createdAt)));
    return `the namespace ${name} is ${age} old; if no live lesson uses it any more, remove it: ${removalCommand(name, place)}`;
  });
  const more = others.length - lines.length;
  return more > 0 ? [...lines, `and ${plural(more, "more namespace")} of live lessons`] : lines;
}

/** What will be changed on which cluster, before it is. */
function question({ fixture, steps, live }: LivePlan, { context, server, version }: LiveCluster, namespace: string): string {
  const words = [
    ...(context === undefined ? [] : [`context ${context}`]),
    `server ${server}`,
    ...(version === undefined ? [] : [`Kubernetes ${version}`]),
  ];
  const inNamespace = [["apply", "-f", fixture], ...steps.map(({ kubectl }) => kubectl)];
  return [
    "This lesson makes changes on a cluster, with your kubectl:",
    `  ${printable(words.join(", "), 600)}`,
    `  - create the namespace ${namespace}`,
    ...inNamespace.map((args) => `  - in it: kubectl ${args.map(shellWord).join(" ")}`),
    `  - at the end, after ${formatDuration(live.timeoutSeconds * 1000)} at most: delete the namespace with all in it`,
    "go on?",
  ].join("\n");
}

interface Result {
  readonly folder: LessonFolder;
  readonly flags: LiveLessonFlags;
  readonly context: CommandContext;
  readonly play: PlayLive | undefined;
  readonly session: string;
}

/** The lesson on the session, how that differs from the lesson's recording, and on a terminal the player. */
async function showResult({ folder, flags, context, play, session }: Result): Promise<number> {
  return await withDatabase(context, flags.db, async (store) => {
    const reader = await store.open(session);
    let open: OpenLesson | undefined;
    try {
      open = await openLesson(folder, context, reader);
      const { reference, comparison } = await compareWithReference(open, reader, folder, context);
      const report = { session, playable: open.playable, isComplete: canBeFinished(open.playable), reference, comparison };
      const command = (...words: readonly string[]) => suggestedCommand(context.programName, words, { db: flags.db });
      const { stdout } = context.streams;
      stdout.write(
        flags.output === "json"
          ? `${jsonLine(liveRunJson(report))}\n`
          : liveRunText(report, {
              ...renderOptionsOf(stdout),
              compareCommand: command("compare", reference, session),
              replayCommand: command("replay", session),
            }),
      );
      return play === undefined || context.terminal === undefined || flags.output === "json" ? ExitCode.done : await play(open, session);
    } finally {
      await open?.close();
      await reader.close();
    }
  });
}
