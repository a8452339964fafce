import { problemWords } from "../../app/record/problem-words.js";
import type { CommandContext } from "../common/context.js";
import type { LiveScreen } from "./live-screen.js";

/** Takes what a screen fails with; says it once. Never throws. */
export type ScreenFailed = (error: unknown) => void;

/** A live last line may be shown. */
const clearLine = "\r\u001b[2K";

export function screenFailedOnce({ streams, env }: Pick<CommandContext, "streams" | "env">): ScreenFailed {
  let hasFailed = false;
  return (error) => {
    if (hasFailed) return;
    hasFailed = true;
    try {
      const debug = env["KUBESPY_DEBUG"] && error instanceof Error ? `${error.stack}\n` : "";
      streams.stderr.write(
        `${streams.stderr.isTty ? clearLine : ""}kubespy: the screen failed (${problemWords(error)}); the recording is not affected\nkubespy: hint: this is a bug; please report it with the output of KUBESPY_DEBUG=1\n${debug}`,
      );
    } catch {
      // Whoever could read it is gone.
    }
  };
}

/** A screen whose failures never reach the recording. `makeScreen` may fail as well: nothing is shown then. */
export function guardedScreen(makeScreen: () => LiveScreen, failed: ScreenFailed): LiveScreen {
  let screen: LiveScreen | undefined;
  const guard =
    <A extends readonly unknown[]>(call: (screen: LiveScreen, ...args: A) => void) =>
    (...args: A): void => {
      try {
        if (screen !== undefined) call(screen, ...args);
      } catch (error) {
        failed(error);
      }
    };
  try {
    screen = makeScreen();
  } catch (error) {
    failed(error);
  }
  return {
    closed: screen?.closed ?? new Promise(() => {}),
    begin: guard((made, ...started: Parameters<LiveScreen["begin"]>) => made.begin(...started)),
    frame: guard((made, ...frame: Parameters<LiveScreen["frame"]>) => made.frame(...frame)),
    streams: guard((made, ...states: Parameters<LiveScreen["streams"]>) => made.streams(...states)),
    note: guard((made, ...text: Parameters<LiveScreen["note"]>) => made.note(...text)),
    verifying: guard((made) => made.verifying()),
    end: guard((made) => made.end()),
    findings: (endMs) => {
      try {
        return screen?.findings(endMs);
      } catch (error) {
        failed(error);
        return undefined;
      }
    },
    summary: guard((made, ...end: Parameters<LiveScreen["summary"]>) => made.summary(...end)),
  };
}
