import { type KubeconfigFile, serve, servedToEnd, temporaryKubeconfig, writeKubeconfig } from "../../app/serve.js";
import { ExitCode } from "../../errors.js";
import { formatDuration } from "../../io/duration.js";
import { filePath } from "../../io/file-path.js";
import type { TimeFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { clusterFlagsText, suggestedCommand } from "../../io/suggested-command.js";
import { whenAborted } from "../../io/when-aborted.js";
import { plural } from "../../lifecycle/narration/words.js";
import type { SessionSummary } from "../../model/session.js";
import { inSession, lastWholeMs, type Moment, settledMoment, type TypedMoment } from "../../replay/moment.js";
import type { StillAt } from "../../serve/playback/playback.js";
import type { ServedApi } from "../../serve/start-server.js";
import type { CommandContext } from "../common/context.js";
import { openWithWarnings, warn } from "../common/print-session.js";
import { momentsByFlag } from "../common/time-flag.js";
import { type ControlInput, isAtKeyboard, listenForControl } from "./serve-control.js";

interface ServeRequest {
  readonly session: string;
  readonly port: number;
  /** Whether clients need the key that the kubeconfig holds. */
  readonly key: boolean;
  readonly speed: number;
  /** Where recorded time is paused. */
  readonly at: TypedMoment | undefined;
  /** Whether recorded times are moved to now. */
  readonly rebase: boolean;
  /** How moments are shown. */
  readonly time: TimeFormat | undefined;
  readonly kubeconfigOut: string | undefined;
  readonly exitWhenDone: boolean;
  /** Read control commands from stdin; undefined: when a person can type there. */
  readonly control: boolean | undefined;
  readonly db: string | undefined;
  readonly context: CommandContext;
}

/** Serves until interrupted, or until the end with `exitWhenDone`. Ctrl-C is how it is meant to end, so that is exit code 0. */
export async function serveSession(request: ServeRequest): Promise<number> {
  const { context, port, key, speed, at, rebase, time } = request;
  const reader = await openWithWarnings(request.session, request.db, context);
  const { summary } = reader;
  let api: ServedApi | undefined;
  let kubeconfig: KubeconfigFile | undefined;
  let control: ControlInput | undefined;
  try {
    api = await serve(reader, {
      clock: context.clock,
      port,
      key,
      speed,
      rebase,
      time,
      ...(at === undefined ? {} : { at: stillAt(await settledMoment(reader, inSession(at, summary))) }),
      log: (message) => note(context, message),
    });
    if (!key) warn("without a key, every user and program on this machine can read the session", context);
    kubeconfig =
      request.kubeconfigOut === undefined
        ? temporaryKubeconfig(api)
        : await writeKubeconfig(api, filePath(context.cwd, request.kubeconfigOut, "write", "name a local file"));
    const isControlled = request.control ?? (await isAtKeyboard(context));
    context.streams.stdout.write(instructions(summary, api, kubeconfig.path, request, isControlled));
    if (isControlled) control = listenForControl(api.control, momentsByFlag(summary, request, context), context);
    await untilTheEnd(api, request, control?.quit);
    return ExitCode.done;
  } finally {
    control?.close();
    kubeconfig?.remove();
    await api?.close();
    await reader.close();
  }
}

async function untilTheEnd(api: ServedApi, { context, exitWhenDone }: ServeRequest, quit: Promise<void> | undefined): Promise<void> {
  const { clock, interrupt } = context;
  const interrupted = whenAborted(interrupt);
  await Promise.race([interrupted, quit ?? interrupted, exitWhenDone ? servedToEnd(api, interrupt, clock) : interrupted]);
}

function note(context: CommandContext, message: string): void {
  context.streams.stderr.write(`kubespy: note: ${printable(message)}\n`);
}

function instructions(summary: SessionSummary, api: ServedApi, kubeconfig: string, request: ServeRequest, isControlled: boolean): string {
  const { programName } = request.context;
  const { header, objects, frames, durationMs } = summary;
  const cluster = { kubeconfig };
  const lines = [
    `${printable(header.name)}: ${plural(frames, "frame")} of ${plural(objects, "object")} in ${formatDuration(durationMs)}, at ${api.address}, read-only`,
    timeLine(request),
    "",
    `  kubectl${clusterFlagsText(cluster)} get ${firstServedType(summary)}${request.at === undefined ? " -w" : ""}`,
    ...(request.at === undefined ? [`  ${suggestedCommand(programName, ["record", ...targets(summary)], cluster)}`] : []),
    "",
    isControlled ? 'play, pause, seek 12s, speed 4: type "help" for more; Ctrl-C ends it' : "Ctrl-C ends it",
  ];
  return `${lines.join("\n")}\n`;
}

function timeLine({ at, speed }: ServeRequest): string {
  if (at === undefined) return `recorded time starts with the first request for objects${speed === 1 ? "" : `, ${speed} times as fast`}`;
  return `recorded time is paused at ${at.kind === "offset" ? formatDuration(lastWholeMs(at)) : printable(at.text)}`;
}

function stillAt(moment: Moment): StillAt {
  return moment.kind === "sequence" ? moment : { offsetMs: moment.toMs };
}

/** The recorded targets, if they can be typed into a shell as they are. */
function targets({ header }: SessionSummary): readonly string[] {
  const plain = header.targets.length > 0 && header.targets.every((target) => /^[a-z0-9][a-z0-9./:=_-]*$/i.test(target));
  return plain ? header.targets : ["pods"];
}

/** A type for `kubectl get`. */
export function firstServedType({ header }: SessionSummary): string {
  const [stream] = header.streams;
  const type = stream === undefined ? "pods" : stream.group === "" ? stream.resource : `${stream.resource}.${stream.group}`;
  return /^[a-z0-9.-]+$/.test(type) ? type : "pods";
}
