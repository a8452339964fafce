import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { ExitCode, KubespyError } from "../../errors.js";
import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import type { SessionSummary } from "../../model/session.js";
import { type ServedApi, startServer } from "../../serve/start-server.js";
import type { CommandContext } from "../common/context.js";
import { isAtKeyboard } from "../common/is-at-keyboard.js";
import { openSession } from "../common/open-session.js";
import { type ControlInput, listenForControl } from "./serve-control.js";

/** Where time stands still. */
export type StandStill = { readonly offsetMs: number } | { readonly percent: number };

export interface ServeRequest {
  readonly session: string;
  readonly port: number;
  readonly speed: number;
  readonly at: StandStill | undefined;
  readonly kubeconfigOut: string | undefined;
  readonly exitWhenDone: boolean;
  /** Whether control lines are taken from stdin; undefined: when a person sits there. */
  readonly control: boolean | undefined;
  readonly db: string | undefined;
  readonly context: CommandContext;
}

/** Serves until interrupted, or done if asked. Ctrl-C is how it is meant to end, so that is exit code 0. */
export async function serveSession(request: ServeRequest): Promise<number> {
  const { context, port, speed, at } = request;
  const reader = await openSession(request.session, context, { db: request.db });
  const { summary } = reader;
  let api: ServedApi | undefined;
  let kubeconfig: KubeconfigFile | undefined;
  let control: ControlInput | undefined;
  try {
    api = await startServer(reader, {
      clock: context.clock,
      port,
      speed,
      ...(at === undefined ? {} : { at }),
      log: (message) => note(context, message),
    });
    kubeconfig = writeKubeconfig(api.kubeconfig(), request.kubeconfigOut, context);
    const steered = request.control ?? (await isAtKeyboard(context));
    context.streams.stdout.write(instructions(summary, api, kubeconfig.path, request, steered));
    if (steered) control = listenForControl(api.control, context);
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
  const interrupted = new Promise<void>((resolve) => {
    if (context.interrupt.aborted) resolve();
    context.interrupt.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([interrupted, quit ?? interrupted, exitWhenDone ? done(api, context) : interrupted]);
}

/** A watch that is closed may be one about to be resumed: only a second without any means that nobody is left. */
async function done(api: ServedApi, { clock, interrupt }: CommandContext): Promise<void> {
  await api.ended;
  for (let quietMs = 0; quietMs < 1000 && !interrupt.aborted; quietMs = api.openWatches > 0 ? 0 : quietMs + 100) {
    await clock.sleep(100, interrupt);
  }
}

interface KubeconfigFile {
  readonly path: string;
  remove(): void;
}

/** Whole or not at all, so that a program that waits for the file never reads half of it. Readable by its owner only, as kubectl likes it. */
function writeKubeconfig(text: string, asked: string | undefined, context: CommandContext): KubeconfigFile {
  if (asked === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "kubespy-serve-"));
    const path = join(folder, "kubeconfig");
    writeFileSync(path, text, { mode: 0o600 });
    return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
  }
  const path = resolve(context.cwd, asked);
  refuseForeign(path, asked);
  const unfinished = join(dirname(path), `.${basename(path)}.${randomSuffix(context)}`);
  try {
    writeFileSync(unfinished, text, { mode: 0o600, flag: "wx" });
    renameSync(unfinished, path);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw new KubespyError(`cannot write the kubeconfig "${asked}": ${cause instanceof Error ? cause.message : cause}`, {
      hint: "name a file in a folder that exists and may be written, or leave out --kubeconfig-out",
      cause,
    });
  }
  return { path, remove: () => undefined };
}

/** A slip such as `--kubeconfig-out ~/.kube/config` must not cost anybody the way to their clusters. */
function refuseForeign(path: string, asked: string): void {
  let present: string;
  try {
    present = readFileSync(path, "utf8");
  } catch {
    return;
  }
  if (present.trim() === "" || present.includes("\ncurrent-context: kubespy\n")) return;
  throw new KubespyError(`"${asked}" exists and is not a kubeconfig of kubespy`, { hint: "name another file, or remove that one first" });
}

function randomSuffix({ clock }: CommandContext): string {
  return `${clock.wallMs().toString(36)}.tmp`;
}

function note(context: CommandContext, message: string): void {
  context.streams.stderr.write(`kubespy: note: ${printable(message)}\n`);
}

function instructions(summary: SessionSummary, api: ServedApi, kubeconfig: string, request: ServeRequest, steered: boolean): string {
  const { programName } = request.context;
  const { header, objects, frames, durationMs } = summary;
  const config = quoted(kubeconfig);
  const lines = [
    `${printable(header.name)}: ${plural(frames, "frame")} of ${plural(objects, "object")} in ${formatDuration(durationMs)}, at ${api.url}, read-only`,
    timeLine(request),
    "",
    `  kubectl --kubeconfig ${config} get ${firstType(summary)}${request.at === undefined ? " -w" : ""}`,
    ...(request.at === undefined ? [`  ${programName} record ${targets(summary)} --kubeconfig ${config}`] : []),
    "",
    steered ? 'play, pause, seek 12s, speed 4: type "help" for more; Ctrl-C ends it' : "Ctrl-C ends it",
  ];
  return `${lines.join("\n")}\n`;
}

function timeLine({ at, speed }: ServeRequest): string {
  if (at === undefined) return `time starts with the first request for objects${speed === 1 ? "" : `, ${speed} times as fast as it was`}`;
  return `time stands still at ${"percent" in at ? `${at.percent}%` : formatDuration(at.offsetMs)}`;
}

/** What to watch first: what was asked for when it was recorded, if that is plain enough to be typed. */
function targets({ header }: SessionSummary): string {
  const plain = header.targets.length > 0 && header.targets.every((target) => /^[a-z0-9][a-z0-9./:=_-]*$/i.test(target));
  return plain ? header.targets.join(" ") : "pods";
}

function firstType({ header }: SessionSummary): string {
  const [stream] = header.streams;
  const type = stream === undefined ? "pods" : stream.group === "" ? stream.resource : `${stream.resource}.${stream.group}`;
  return /^[a-z0-9.-]+$/.test(type) ? type : "pods";
}

/** As a shell takes it. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
