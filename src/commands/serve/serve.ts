import { UsageError } from "../../errors.js";
import { parseDuration } from "../../io/duration.js";
import type { AddCommand } from "../common/context.js";
import { parseSpeed } from "../common/flag-values.js";
import type { StandStill } from "./serve-session.js";

interface ServeFlags {
  readonly port: string;
  readonly speed?: string;
  readonly at?: string;
  readonly kubeconfigOut?: string;
  readonly exitWhenDone?: true;
  readonly control?: boolean;
  readonly db?: string;
}

/** `kubespy serve SESSION|FILE` */
export const addServeCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  program
    .command("serve")
    .summary("serve a session as a read-only Kubernetes API, for kubectl and all else that speaks it")
    .description(
      `Serves a session, recording file or bundled recording as a read-only Kubernetes API on loopback. Recorded time begins a second after
the first request for objects and runs as it ran then, or stands still with --at. A kubeconfig is written for your tools.`,
    )
    .argument("<session>", 'session, recording file ("-" for stdin), or bundled recording')
    .option("--port <number>", "port to listen on (0: any free one)", "0")
    .option("--speed <factor>", "how much faster than it happened (default: 1)")
    .option("--at <offset>", "stand still at this offset, such as 1.4s or 2m, or at this part of the whole, such as 50% or 100%")
    .option("--kubeconfig-out <file>", "write the kubeconfig here and leave it there (default: a temporary file)")
    .option("--exit-when-done", "end when the recording has been played and all watches are closed")
    .option("--control", "take control lines from stdin (default: when it is a terminal)")
    .option("--no-control", "take none")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data folder)")
    .addHelpText(
      "after",
      `
Ends with Ctrl-C. On a terminal, time can be moved while it serves, a line at a time:
  play, pause, seek 12s|50%|#12|next|prev, speed 4, help, quit
Forward, open watches are told all that happens between. Back, they end with 410 and clients list again: they see what was then, under the
resourceVersions of then.

Examples:
  ${name} serve pod-nginx                       a bundled recording, in the time it took
  ${name} serve @latest --speed 10              the newest session, ten times as fast
  ${name} serve incident.kubespy.gz --at 100%   the state at the end, for kubectl get and describe
  ${name} serve deployment-rollout --at 0       at its beginning, to go through it by hand: "seek next"`,
    )
    .action(async (session: string, flags: ServeFlags) => {
      const request = { session, ...parseFlags(session, flags, name), kubeconfigOut: flags.kubeconfigOut, db: flags.db, context };
      const { serveSession } = await import("./serve-session.js");
      exit(await serveSession(request));
    });
};

function parseFlags(session: string, flags: ServeFlags, name: string) {
  if (session === "-" && flags.control)
    throw new UsageError("--control and a session on stdin contradict each other", { hint: "save the recording to a file and serve that" });
  if (flags.at !== undefined && flags.speed !== undefined)
    throw new UsageError("--at and --speed contradict each other", { hint: "time either stands still or runs: give one of them" });
  if (flags.at !== undefined && flags.exitWhenDone)
    throw new UsageError("--at and --exit-when-done contradict each other", {
      hint: `time that stands still is never done: ${name} serve --help`,
    });
  return {
    port: parsePort(flags.port),
    speed: parseSpeed(flags.speed ?? "1"),
    at: flags.at === undefined ? undefined : parseAt(flags.at),
    exitWhenDone: flags.exitWhenDone === true,
    control: session === "-" ? false : flags.control,
  };
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError(`"${text}" is no port`, { hint: "give a number from 0 (any free port) to 65535" });
}

function parseAt(text: string): StandStill {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (percent !== undefined && Number(percent) <= 100) return { percent: Number(percent) };
  const offsetMs = text === "0" ? 0 : parseDuration(text);
  if (offsetMs !== undefined) return { offsetMs };
  throw new UsageError(`"${text}" is no offset`, {
    hint: "give a duration since the start, such as --at 1.4s, or a part of the whole, such as --at 50%",
  });
}
