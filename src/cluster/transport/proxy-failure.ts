import { printable } from "../../io/printable.js";
import { RequestFailure } from "../cluster-reader.js";
import { withoutPassword } from "./without-password.js";

interface ProxyFailureOptions {
  readonly code?: string | undefined;
  readonly cause?: unknown;
  /** The status of its answer to CONNECT. Not the `status` of the failure: a 403 or 404 of the server has a meaning of its own. */
  readonly answered?: number;
}

/** The proxy failed, not the server. The message names the proxy, without its password. */
export class ProxyFailure extends RequestFailure {
  readonly answered: number | undefined;

  constructor(proxy: URL, problem: string, { answered, ...options }: ProxyFailureOptions = {}) {
    super(`the proxy ${shownProxy(proxy.href)} ${printable(problem, 300)}`, options);
    this.name = "ProxyFailure";
    this.answered = answered;
  }
}

/** For messages. */
export function shownProxy(url: string): string {
  return printable(withoutPassword(url).replace(/\/$/, ""), 200);
}

/** What an error of the connection to the proxy means. */
export function proxyFailure(proxy: URL, error: unknown): ProxyFailure {
  if (error instanceof ProxyFailure) return error;
  const { code, message } = innermost(error);
  return new ProxyFailure(proxy, describe(code, message), { code, cause: error });
}

function describe(code: string | undefined, message: string): string {
  switch (code) {
    case "ECONNREFUSED":
      return "refused the connection";
    case "ECONNRESET":
    case "EPIPE":
      return "closed the connection without an answer";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "is an unknown host";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return "cannot be reached: no route to host";
    case "ETIMEDOUT":
      return "did not answer in time";
    default:
      return `failed: ${message}`;
  }
}

/** A host with several addresses fails with one error for each; the SOCKS client puts the code of the system into its message. */
function innermost(error: unknown): { code: string | undefined; message: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  if (!(error instanceof Error)) return { code: undefined, message: "unknown error" };
  const { code = /\b(E[A-Z_]{4,})\b/.exec(error.message)?.[1] } = error as NodeJS.ErrnoException;
  return { code, message: error.message };
}
