import { spawn } from "node:child_process";
import { KubespyError } from "../../errors.js";
import type { Clock } from "../../io/clock.js";
import { printable } from "../../io/printable.js";
import type { ClusterEntry, ExecEntry } from "./kubeconfig.js";

/** The credential that a plugin returned. */
export interface PluginCredential {
  readonly token?: string;
  /** PEM. */
  readonly cert?: string;
  readonly key?: string;
}

interface ExecPluginOptions {
  readonly plugin: ExecEntry;
  /** Passed to plugins with `provideClusterInfo`. */
  readonly cluster: ClusterEntry;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Pick<Clock, "wallMs">;
  /** Plugins that may prompt get our stdin. */
  readonly interactive: boolean;
  /** Receives what a plugin prints for the user ("open this page and enter the code ..."). */
  readonly say: (text: string) => void;
}

/**
 * Runs a credential plugin as kubectl does: once, keeping its credential until it expires (or, without an expiry, until the server answers
 * 401), and once for all requests that wait for it. The runner of the client library omits `KUBERNETES_EXEC_INFO`, which plugins rely on,
 * and runs the plugin for every request if the credential has no expiry.
 */
export class ExecPlugin {
  readonly #options: ExecPluginOptions;
  #answer: Promise<{ readonly credential: PluginCredential; readonly expiresMs: number }> | undefined;

  constructor(options: ExecPluginOptions) {
    this.#options = options;
  }

  /** Rejects with `KubespyError` when the plugin is missing or fails; the next call runs it again. */
  async credential(): Promise<PluginCredential> {
    const justAsked = this.#answer === undefined;
    this.#answer ??= this.#ask();
    const answer = this.#answer;
    try {
      const { credential, expiresMs } = await answer;
      // A new credential is used even if it looks expired: the clock of the plugin may differ from ours.
      if (justAsked || expiresMs > this.#options.clock.wallMs()) return credential;
    } catch (error) {
      if (this.#answer === answer) this.forget();
      throw error;
    }
    if (this.#answer === answer) this.forget();
    return this.credential();
  }

  forget(): void {
    this.#answer = undefined;
  }

  async #ask(): Promise<{ credential: PluginCredential; expiresMs: number }> {
    const { plugin } = this.#options;
    const output = await runPlugin(this.#options);
    const status = statusOf(output);
    if (status === undefined) throw new KubespyError(`the credential plugin "${plugin.command}" printed no ExecCredential with a status`);
    const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp: expires } = status;
    const expiresMs = typeof expires === "string" ? Date.parse(expires) : Number.NaN;
    const credential = {
      ...(typeof token === "string" ? { token } : {}),
      ...(typeof cert === "string" ? { cert } : {}),
      ...(typeof key === "string" ? { key } : {}),
    };
    return { credential, expiresMs: Number.isNaN(expiresMs) ? Number.POSITIVE_INFINITY : expiresMs };
  }
}

function statusOf(output: string): Record<string, unknown> | undefined {
  try {
    const answer: unknown = JSON.parse(output);
    const status = (answer as { status?: unknown } | null)?.status;
    return typeof status === "object" && status !== null ? (status as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A plugin that cannot prompt should finish long before. */
const maxSilentRunMs = 120_000;
const maxOutputCharacters = 1024 * 1024;

function runPlugin({ plugin, cluster, env, interactive, say }: ExecPluginOptions): Promise<string> {
  const mayAsk = interactive && plugin.interactiveMode !== "Never";
  if (plugin.interactiveMode === "Always" && !mayAsk) {
    return Promise.reject(new KubespyError(`the credential plugin "${plugin.command}" needs a terminal for its prompt`));
  }
  return new Promise((resolve, reject) => {
    const child = spawn(plugin.command, plugin.args, {
      env: { ...env, ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(execInfo(plugin, cluster, mayAsk)) },
      stdio: [mayAsk ? "inherit" : "ignore", "pipe", "pipe"],
      ...(mayAsk ? {} : { timeout: maxSilentRunMs }),
    });
    let output = "";
    let complaint = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      if (output.length < maxOutputCharacters) output += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-2000);
      say(text);
    });
    child.on("error", (error: NodeJS.ErrnoException) => reject(notStarted(plugin, error)));
    child.on("close", (code, killedBy) => (code === 0 ? resolve(output) : reject(failed(plugin, code ?? killedBy, complaint))));
  });
}

function execInfo(plugin: ExecEntry, cluster: ClusterEntry, interactive: boolean): object {
  const info = {
    server: cluster.server,
    "tls-server-name": cluster.tlsServerName,
    "insecure-skip-tls-verify": cluster.insecure || undefined,
    "certificate-authority-data": cluster.caData,
    "proxy-url": cluster.proxyUrl,
  };
  return {
    kind: "ExecCredential",
    apiVersion: plugin.apiVersion,
    spec: { interactive, ...(plugin.provideClusterInfo ? { cluster: info } : {}) },
  };
}

function notStarted(plugin: ExecEntry, error: NodeJS.ErrnoException): KubespyError {
  const what = error.code === "ENOENT" ? "is not installed or not in PATH" : `cannot be started: ${error.code ?? error.message}`;
  return new KubespyError(`the credential plugin "${plugin.command}" of the kubeconfig ${what}`, {
    ...(plugin.installHint === undefined ? {} : { hint: plugin.installHint.trim() }),
    cause: error,
  });
}

function failed(plugin: ExecEntry, how: number | string | null, complaint: string): KubespyError {
  const lastLine = complaint.trim().split("\n").at(-1) ?? "";
  const said = lastLine === "" ? "" : `: ${printable(lastLine, 300)}`;
  // The message omits the arguments: some hold secrets.
  return new KubespyError(`the credential plugin "${plugin.command}" failed (${how})${said}`, {
    hint: 'run "kubectl auth whoami" to test the plugin',
  });
}
