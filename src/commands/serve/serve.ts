import { UsageError } from "../../errors.js";
import { momentForms, parseMoment } from "../../replay/moment.js";
import type { AddCommand } from "../common/context.js";
import { parsePort, parseSpeed } from "../common/flag-values.js";
import { addHelpDetails } from "../common/help-details.js";
import type { IdentityFlags } from "../common/identity-flags.js";
import { identityOption, withIdentities } from "../common/identity-flags.js";
import { type TimeFlag, timeOption } from "../common/time-flag.js";

interface ServeFlags extends IdentityFlags, TimeFlag {
  readonly port: string;
  readonly key: boolean;
  readonly speed?: string;
  readonly at?: string;
  readonly rebase?: true;
  readonly kubeconfigOut?: string;
  readonly exitWhenDone?: true;
  readonly control?: boolean;
  readonly db?: string;
}

/** `kubespy serve SESSION|FILE` */
export const addServeCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("serve")
    .summary("serve a session as a read-only Kubernetes API, for kubectl")
    .description(
      `Serves a session, recording file or bundled recording as a read-only Kubernetes API on loopback. Recorded time starts one second after
the first request for objects and runs at its recorded speed, or is paused with --at. A kubeconfig for clients is
written to a file that only you can read; it holds the key without which the server answers nothing.`,
    )
    .argument("<session>", 'session, recording file ("-" for stdin), or bundled recording')
    .optionsGroup("Connection:")
    .option("--port <number>", "port to listen on (0: any free one)", "0")
    .option("--no-key", "let every user and program on this machine read the session (default: only those who have the kubeconfig)")
    .optionsGroup("Recorded time:")
    .option("--speed <factor>", "play this many times as fast (default: 1)")
    .option("--at <moment>", `pause at this moment: ${momentForms}`)
    .option("--rebase", "move all recorded times so that the served moment is now (default: as recorded)")
    .addOption(timeOption())
    .optionsGroup("Connection:")
    .option("--kubeconfig-out <file>", "write the kubeconfig to this file and keep it (default: a temporary file)")
    .optionsGroup("Recorded time:")
    .option("--exit-when-done", "exit when the recording has been played and all watches are closed")
    .option("--control", "read control commands from stdin (default: when it is a terminal)")
    .option("--no-control", "do not read control commands")
    .optionsGroup("General:")
    .addOption(identityOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(command, {
    notes: [
      `Ends with Ctrl-C. On a terminal, type commands to move recorded time, one per line: play, pause, seek 12s|50%|#12|10:57:39Z|next|prev, speed 4, help, quit.`,
      `Seeking forward sends all changes in between to open watches. Seeking back ends them with 410; clients then list again and see the objects and resourceVersions of that time.`,
      `Ages in "kubectl get" count from recorded time, those in "describe" and "events" from your clock: with --rebase they agree.`,
      `The key is the beginning of the server's path, which "kubectl proxy" keeps with --append-server-path.`,
    ],
    examples: [
      [`${name} serve pod-nginx`, `a bundled recording, at its recorded speed`],
      [`${name} serve @latest --speed 10`, `the newest session, ten times as fast`],
      [`${name} serve incident.kubespy.gz --at 100%`, `the last state, for kubectl get and describe`],
      [`${name} serve deployment-rollout --at 0`, `paused at its start, to step through it: "seek next"`],
    ],
  }).action(async (session: string, flags: ServeFlags) => {
    const request = {
      session,
      ...parseFlags(session, flags, name),
      kubeconfigOut: flags.kubeconfigOut,
      db: flags.db,
      context: withIdentities(flags, context),
    };
    const { serveSession } = await import("./serve-session.js");
    exit(await serveSession(request));
  });
};

function parseFlags(session: string, flags: ServeFlags, name: string) {
  if (session === "-" && flags.control)
    throw new UsageError("--control and a session on stdin cannot be combined", { hint: "save the recording to a file and serve that" });
  if (flags.at !== undefined && flags.speed !== undefined)
    throw new UsageError("--at and --speed cannot be combined", { hint: "recorded time is either paused or runs: use one of them" });
  if (flags.at !== undefined && flags.exitWhenDone)
    throw new UsageError("--at and --exit-when-done cannot be combined", {
      hint: `paused time never reaches the end; see "${name} serve --help"`,
    });
  return {
    port: parsePort(flags.port),
    key: flags.key,
    speed: parseSpeed(flags.speed ?? "1"),
    at: flags.at === undefined ? undefined : parseMoment(flags.at, { flag: "--at", time: flags.time }),
    rebase: flags.rebase === true,
    time: flags.time,
    exitWhenDone: flags.exitWhenDone === true,
    control: session === "-" ? false : flags.control,
  };
}
