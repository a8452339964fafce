import { KubespyError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import type { ExecEntry } from "./user-entry.js";

/** The credential that a plugin returned. */
export interface PluginCredential {
  readonly token?: string;
  /** PEM. */
  readonly cert?: string;
  readonly key?: string;
}

export interface PluginAnswer {
  readonly credential: PluginCredential;
  /** Wall clock; infinite if the plugin named none. */
  readonly expiresMs: number;
}

/**
 * The output of a plugin, checked as kubectl does, in its words: an answer without a credential would make requests anonymous. Throws
 * `KubespyError`.
 */
export function readPluginAnswer(output: string, plugin: ExecEntry): PluginAnswer {
  const refuse = (problem: string) =>
    new KubespyError(`the credential plugin "${shownCommand(plugin)}" printed no usable credential: ${problem}`, {
      hint: 'run "kubectl auth whoami" to test the plugin',
    });
  const credential = fieldsOf(parsed(output));
  if (credential?.["kind"] !== "ExecCredential") throw refuse("its output is not an ExecCredential in JSON");
  const version = credential["apiVersion"];
  if (version !== plugin.apiVersion) {
    const returned = typeof version === "string" ? printable(version, 200) : "none";
    throw refuse(`exec plugin is configured to use API version ${plugin.apiVersion}, plugin returned version ${returned}`);
  }
  const status = fieldsOf(credential["status"]);
  if (status === undefined) throw refuse("exec plugin didn't return a status field");
  const field = (name: string): string | undefined => {
    const value = status[name];
    if (value !== undefined && value !== null && typeof value !== "string") throw refuse(`status.${name} is not a string`);
    return value || undefined;
  };
  const [token, cert, key] = [field("token"), field("clientCertificateData"), field("clientKeyData")];
  if ((token ?? cert ?? key) === undefined) throw refuse("exec plugin didn't return a token or cert/key pair");
  if ((cert === undefined) !== (key === undefined)) throw refuse("exec plugin returned only certificate or key, not both");
  const expires = field("expirationTimestamp");
  const expiresMs = expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires);
  if (Number.isNaN(expiresMs)) throw refuse(`cannot parse status.expirationTimestamp "${printable(expires ?? "", 100)}"`);
  return {
    credential: {
      ...(token === undefined ? {} : { token: token.trim() }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    },
    expiresMs,
  };
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
}

/** For messages. */
export function shownCommand({ command }: ExecEntry): string {
  return printable(command, 300);
}
