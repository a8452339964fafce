import { KubespyError } from "../../errors.js";
import type { Clock } from "../../io/clock.js";
import { printable } from "../../io/printable.js";
import { orAborted } from "../transport/or-aborted.js";
import type { ClusterEntry } from "./cluster-entry.js";
import { type PluginAnswer, type PluginCredential, readPluginAnswer, shownCommand } from "./plugin-answer.js";
import { type PluginEnd, runPluginProcess } from "./plugin-process.js";
import { readAuthority } from "./tls-material.js";
import type { ExecEntry } from "./user-entry.js";

interface ExecPluginOptions {
  readonly plugin: ExecEntry;
  /** Passed to plugins with `provideClusterInfo`. */
  readonly cluster: ClusterEntry;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Pick<Clock, "wallMs">;
  /** Plugins that may prompt get our stdin. */
  readonly interactive: boolean;
  /** Receives what a plugin prints for the user ("open this page and enter the code ..."), safe to show. */
  readonly say: (text: string) => void;
  /** Of a plugin that cannot prompt. Default: two minutes. */
  readonly maxSilentRunMs?: number;
}

/** One run of the plugin, for all requests that wait for it. */
interface Run {
  readonly answer: Promise<PluginAnswer>;
  readonly stop: AbortController;
  waiting: number;
  isRunning: boolean;
}

/**
 * Runs a credential plugin as kubectl does: once, keeping its credential until it expires (or, without an expiry, until the server answers
 * 401), and once for all requests that wait for it. When the last of them stops waiting, the plugin is ended. The runner of the client library
 * omits `KUBERNETES_EXEC_INFO`, which plugins rely on, and runs the plugin for every request if the credential has no expiry.
 */
export class ExecPlugin {
  readonly #options: ExecPluginOptions;
  #run: Run | undefined;

  constructor(options: ExecPluginOptions) {
    this.#options = options;
  }

  /** Rejects with `KubespyError` when the plugin is missing or fails, and with the signal's reason; the next call runs it again. */
  async credential(signal?: AbortSignal): Promise<PluginCredential> {
    signal?.throwIfAborted();
    const isNew = this.#run === undefined;
    this.#run ??= this.#start();
    const run = this.#run;
    const { credential, expiresMs } = await this.#waitFor(run, signal);
    // A new credential is used even if it looks expired: the clock of the plugin may differ from ours.
    if (isNew || expiresMs > this.#options.clock.wallMs()) return credential;
    this.#drop(run);
    return await this.credential(signal);
  }

  /** The next request runs the plugin again. A run that is going on is newer than any credential that was rejected. */
  forget(): void {
    if (this.#run?.isRunning === false) this.#run = undefined;
  }

  /** Ends a run that is still going on. */
  close(): void {
    this.#run?.stop.abort();
    this.#run = undefined;
  }

  #drop(run: Run): void {
    if (this.#run === run) this.#run = undefined;
  }

  #start(): Run {
    const stop = new AbortController();
    const answer = this.#ask(stop.signal);
    const run: Run = { answer, stop, waiting: 0, isRunning: true };
    const end = () => {
      run.isRunning = false;
    };
    // Nobody may be waiting any more when it fails.
    answer.then(end, end);
    return run;
  }

  async #waitFor(run: Run, signal: AbortSignal | undefined): Promise<PluginAnswer> {
    run.waiting++;
    try {
      return await orAborted(run.answer, signal);
    } catch (error) {
      const isLast = run.waiting === 1;
      if (isLast || !signal?.aborted) this.#drop(run);
      if (isLast) run.stop.abort();
      throw error;
    } finally {
      run.waiting--;
    }
  }

  async #ask(signal: AbortSignal): Promise<PluginAnswer> {
    const { plugin, interactive } = this.#options;
    const mayAsk = interactive && plugin.interactiveMode !== "Never";
    if (plugin.interactiveMode === "Always" && !mayAsk) {
      throw new KubespyError(
        `the credential plugin "${shownCommand(plugin)}" cannot support interactive mode: standard input is not a terminal`,
        {
          hint: "start kubespy in a terminal",
        },
      );
    }
    const end = await runPluginProcess({
      command: plugin.command,
      args: plugin.args,
      env: { ...this.#options.env, ...Object.fromEntries(plugin.env), KUBERNETES_EXEC_INFO: JSON.stringify(this.#execInfo(mayAsk)) },
      isInteractive: mayAsk,
      ...(mayAsk ? {} : { limitMs: this.#options.maxSilentRunMs ?? maxSilentRunMs }),
      signal,
      say: this.#options.say,
    });
    return readPluginAnswer(outputOf(end, plugin), plugin);
  }

  /** For the plugin, in its environment. */
  #execInfo(interactive: boolean): object {
    const { plugin, cluster } = this.#options;
    const ca = plugin.provideClusterInfo ? readAuthority(cluster) : undefined;
    const info = {
      server: cluster.server,
      "tls-server-name": cluster.tlsServerName,
      "insecure-skip-tls-verify": cluster.insecure || undefined,
      "certificate-authority-data": ca === undefined ? undefined : Buffer.from(ca).toString("base64"),
      "proxy-url": cluster.proxyUrl,
      "disable-compression": cluster.disableCompression || undefined,
      config: cluster.pluginConfig,
    };
    return {
      kind: "ExecCredential",
      apiVersion: plugin.apiVersion,
      spec: { interactive, ...(plugin.provideClusterInfo ? { cluster: info } : {}) },
    };
  }
}

/** A plugin that cannot prompt should finish long before. */
const maxSilentRunMs = 120_000;

function outputOf(end: PluginEnd, plugin: ExecEntry): string {
  const name = `the credential plugin "${shownCommand(plugin)}"`;
  // Messages omit the arguments: some hold secrets.
  switch (end.kind) {
    case "done":
      return end.output;
    case "not-found":
    case "not-started": {
      const what = end.kind === "not-found" ? "is not installed or not in PATH" : `cannot be started: ${printable(end.reason, 200)}`;
      const { installHint } = plugin;
      throw new KubespyError(`${name} of the kubeconfig ${what}`, installHint === undefined ? {} : { hint: installHint.trim() });
    }
    case "failed":
      throw new KubespyError(`${name} failed (${end.how})${end.complaint === "" ? "" : `: ${end.complaint}`}`, {
        hint: 'run "kubectl auth whoami" to test the plugin',
      });
    case "ended-by-us":
      throw new KubespyError(`${name} was ended: ${end.reason}${end.complaint === "" ? "" : `; it printed: ${end.complaint}`}`, {
        hint: 'run "kubectl auth whoami" to test the plugin',
      });
  }
}
