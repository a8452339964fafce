import type { Kubectl } from "../../app/lesson/live/kubectl.js";
import type { NamespaceRemoval } from "../../app/lesson/live/lesson-namespace.js";
import type { LivePlan } from "../../app/lesson/live/live-plan.js";
import { runLive } from "../../app/lesson/live/live-run.js";
import { StoreLost } from "../../app/record/store-lost.js";
import type { Recorded } from "../../app/record.js";
import { toSessionName } from "../../model/session-name.js";
import type { SessionStore } from "../../store/session-store.js";
import type { CommandContext } from "../common/context.js";
import { guardedScreen, screenFailedOnce } from "../record/guarded-screen.js";
import type { LiveScreen } from "../record/live-screen.js";
import { RecordScreen } from "../record/record-screen.js";
import { stopWords, storeLostError } from "../record/record-session.js";
import { isInteractive, type LivePlace, removalCommand } from "./live-place.js";

interface LiveRecording {
  readonly plan: LivePlan;
  readonly place: LivePlace & { readonly db?: string | undefined };
  readonly suffix: string;
  readonly title: string;
  readonly kubectl: Kubectl;
  readonly store: SessionStore;
  readonly context: CommandContext;
  readonly note: (text: string) => void;
}

/** Makes the recording, with a screen; the namespace is removed then, however it ended. */
export async function recordLesson(recording: LiveRecording): Promise<{ readonly recorded: Recorded; readonly isRemoved: boolean }> {
  const { plan, place, suffix, title, kubectl, store, context, note } = recording;
  const { clock, env, version, interrupt, streams } = context;
  // From here on, a second Ctrl-C does not end the process before it says what is left.
  const abandon = context.secondInterrupt?.() ?? new AbortController().signal;
  const failed = screenFailedOnce(context);
  let screen: LiveScreen | undefined;
  let isRemoved = false;
  const say = (text: string) => (screen === undefined ? note(text) : screen.note(text));
  const onInterrupt = () => say("stopping; the namespace is removed first (Ctrl-C again: leave it)");
  interrupt.addEventListener("abort", onInterrupt, { once: true });
  try {
    const recorded = await runLive({
      plan,
      suffix,
      session: await freeName(store, plan.lesson),
      title,
      kubectl,
      store,
      env,
      clock,
      version,
      interactive: isInteractive(streams),
      onText: (text) => say(text.trimEnd()),
      ...(place.kubeconfig === undefined ? {} : { kubeconfig: place.kubeconfig }),
      ...(place.context === undefined ? {} : { context: place.context }),
      signal: interrupt,
      abandon,
      stopWords,
      listener: {
        note: say,
        begin: (started) => {
          // In a pipe, stdout is for the result.
          const quiet = !streams.stdout.isTty;
          const { startMs } = started;
          screen = guardedScreen(() => new RecordScreen({ context, db: place.db, quiet, startMs, failed }), failed);
          screen.begin(started.session, started.scope);
        },
        frame: (frame) => screen?.frame(frame),
        streams: (states) => screen?.streams(states),
        end: () => {
          screen?.end();
          screen = undefined;
        },
        removed: (namespace, removal) => {
          isRemoved = removal.kind !== "failed";
          note(removalWords(namespace, removal, place));
        },
        failed,
      },
    });
    return { recorded, isRemoved };
  } catch (error) {
    throw error instanceof StoreLost ? storeLostError(error, context, place.db) : error;
  } finally {
    interrupt.removeEventListener("abort", onInterrupt);
  }
}

function removalWords(namespace: string, removal: NamespaceRemoval, place: LivePlace): string {
  switch (removal.kind) {
    case "requested":
      return `the namespace ${namespace} is being deleted`;
    case "absent":
      return `the namespace ${namespace} is not there; should it appear, remove it: ${removalCommand(namespace, place)}`;
    default:
      return `the namespace ${namespace} may still be there (${removal.problem}); remove it: ${removalCommand(namespace, place)}`;
  }
}

/** "learn-bad-image-tag", then "learn-bad-image-tag-2". */
async function freeName(store: Pick<SessionStore, "has">, lesson: string): Promise<string> {
  const base = toSessionName(`learn-${lesson}`).slice(0, 90);
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}-${n}`;
    if (!(await store.has(name))) return name;
  }
}
