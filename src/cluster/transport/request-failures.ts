import type { IncomingHttpHeaders } from "node:http";
import { KubespyError } from "../../errors.js";
import type { Clock } from "../../io/clock.js";
import { printable } from "../../io/printable.js";
import type { KubeStatus } from "../../model/watch-event.js";
import { RequestFailure } from "../cluster-reader.js";
import { asStatus } from "../watch/watch-line.js";
import { clockOffset } from "./clock-offset.js";

/**
 * The failure for an error response: the message of the Status, or a description of the body if something between us and the server
 * answered.
 */
export function failureOfResponse(
  answer: { readonly status: number; readonly headers: IncomingHttpHeaders },
  body: Buffer,
  clock: Pick<Clock, "wallMs">,
): RequestFailure {
  const kubeStatus = statusIn(body);
  const said = kubeStatus?.message ?? describeForeignBody(body, answer.headers["content-type"]);
  return new RequestFailure(`${answer.status}${said === "" ? "" : `: ${printable(said, 500)}`}`, {
    status: answer.status,
    kubeStatus,
    retryAfterMs: retryAfterMs(answer.headers["retry-after"], kubeStatus, clock),
    ...clockOffset(answer.headers, clock),
  });
}

/** Converts any error to `RequestFailure`. System errors keep their code. */
export function failureOfError(error: unknown, signal?: AbortSignal): RequestFailure {
  if (error instanceof RequestFailure) return error;
  if (signal?.aborted) return new RequestFailure("stopped", { code: "ABORT_ERR", cause: error });
  const { code, message } = innermost(error);
  return new RequestFailure(message, { code, cause: error });
}

/** True if a retry will hardly help: the server denied the request, or something else answered (a redirect to a login page). */
export function isRefusal(failure: RequestFailure): boolean {
  const { status } = failure;
  return status !== undefined && status < 500 && status !== 408 && status !== 410 && status !== 429;
}

/**
 * True if the server may be away or starting: it did not answer, or with a 5xx. False where waiting for it would not help: the credentials could
 * not be had, one side does not trust the other, or the server said when to come back.
 */
export function mayBeAway({ status, code = "", cause, retryAfterMs }: RequestFailure): boolean {
  if (status !== undefined) return status >= 500 && retryAfterMs === undefined;
  return !(cause instanceof KubespyError) && !trustFailure.test(code);
}

/** OpenSSL's names for a certificate that this side, or by an alert the other side, refuses. */
const trustFailure = /^(CERT_|DEPTH_ZERO_|ERR_TLS_CERT_|SELF_SIGNED_|UNABLE_TO_)|_ALERT_(\w*CERT|UNKNOWN_CA|ACCESS_DENIED)/;

/** 410 in any of its forms: the HTTP status, or the code or the reason of a Status. */
export function isExpired(status: number | undefined, kubeStatus: KubeStatus | undefined): boolean {
  return status === 410 || kubeStatus?.code === 410 || kubeStatus?.reason === "Expired" || kubeStatus?.reason === "Gone";
}

/** A host with several addresses fails with one error per address; the first one is reported. */
function innermost(error: unknown): { code: string | undefined; message: string } {
  if (error instanceof AggregateError && error.errors.length > 0 && error.message === "") return innermost(error.errors[0]);
  if (!(error instanceof Error)) return { code: undefined, message: String(error) };
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && damagedPacking.test(code)) return { code, message: `the compressed response is damaged: ${error.message}` };
  // Node says "aborted" for a body that ends too soon, which sounds intentional.
  return { code, message: code === "ECONNRESET" && error.message === "aborted" ? "the connection was reset" : error.message };
}

/** The codes of zlib and of its Brotli decoder. */
const damagedPacking = /^(Z_|ERR__ERROR_)/;

function statusIn(body: Buffer): KubeStatus | undefined {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return (value as { kind?: unknown } | null)?.kind === "Status" ? asStatus(value) : undefined;
  } catch {
    return undefined;
  }
}

/** The title of an HTML page, or the first line of plain text. */
function describeForeignBody(body: Buffer, contentType: string | undefined): string {
  const text = body.subarray(0, 16_384).toString("utf8").trim();
  if (/^<|\bhtml\b/i.test(contentType ?? "") || text.startsWith("<")) {
    const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1]?.trim();
    return `an HTML page${title ? ` "${title}"` : ""}, not a response of the Kubernetes API`;
  }
  return text.split("\n", 1)[0] ?? "";
}

/** `Retry-After` is honoured up to five minutes: etcd forgets the history that we wait to read. */
const maxRetryAfterMs = 300_000;

/** Seconds or a date in the header, or seconds in the Status. */
function retryAfterMs(header: string | undefined, status: KubeStatus | undefined, clock: Pick<Clock, "wallMs">): number | undefined {
  const inStatus = status?.details?.retryAfterSeconds;
  const wished =
    header === undefined ? Number(inStatus) * 1000 : /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - clock.wallMs();
  return Number.isFinite(wished) && wished > 0 ? Math.min(wished, maxRetryAfterMs) : undefined;
}
