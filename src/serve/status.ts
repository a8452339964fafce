import type { ResourceType } from "../model/resource-type.js";

/**
 * Status bodies with the texts and the field order of a real API server, because tools match on them. (A real server omits `reason` in the
 * 500 for an invalid resourceVersion.)
 */
export interface StatusBody {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: { readonly continue?: string };
  readonly status: "Failure";
  readonly message: string;
  readonly reason?: string;
  readonly details?: { readonly retryAfterSeconds?: number; readonly [field: string]: unknown };
  readonly code: number;
}

/** Thrown when a request cannot be answered; the server turns it into the response. */
export class StatusError extends Error {
  readonly body: StatusBody;

  constructor(code: number, message: string, more: Pick<StatusBody, "reason" | "details"> & { metadata?: { continue?: string } } = {}) {
    super(message);
    const { reason, details, metadata = {} } = more;
    this.body = {
      kind: "Status",
      apiVersion: "v1",
      metadata,
      status: "Failure",
      message,
      ...(reason === undefined ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    };
  }
}

export const status = {
  badRequest: (message: string) => new StatusError(400, message, { reason: "BadRequest" }),

  forbidden: (message: string) => new StatusError(403, message, { reason: "Forbidden", details: {} }),

  /** Unknown path, or a type that is not in this recording. */
  noSuchResource: () => new StatusError(404, "the server could not find the requested resource", { reason: "NotFound", details: {} }),

  noSuchObject: (type: Pick<ResourceType, "group" | "resource">, name: string) => {
    const qualified = type.group === "" ? type.resource : `${type.resource}.${type.group}`;
    const group = type.group === "" ? {} : { group: type.group };
    return new StatusError(404, `${qualified} "${name}" not found`, {
      reason: "NotFound",
      details: { name, ...group, kind: type.resource },
    });
  },

  /** A part of an API that no recording has: `why` says so. */
  notRecorded: (why: string) => new StatusError(404, why, { reason: "NotFound", details: {} }),

  methodNotAllowed: () =>
    new StatusError(405, "the server does not allow this method on the requested resource", { reason: "MethodNotAllowed", details: {} }),

  notAcceptable: () => new StatusError(406, "only the following media types are accepted: application/json", { reason: "NotAcceptable" }),

  unsupportedMediaType: () =>
    new StatusError(415, "the body of the request must be application/json or application/vnd.kubernetes.protobuf", {
      reason: "UnsupportedMediaType",
    }),

  expiredList: () => new StatusError(410, "The resourceVersion for the provided list is too old.", { reason: "Expired" }),

  /** `inconsistent`: a token that continues from the same key in the current state. */
  expiredContinue: (inconsistent: string) =>
    new StatusError(410, expiredContinueMessage, { reason: "Expired", metadata: { continue: inconsistent } }),

  expiredWatch: (asked: string, oldest: string) =>
    new StatusError(410, `too old resource version: ${asked} (${oldest})`, { reason: "Expired" }),

  /** Within a watch, where no version is requested. */
  historyLost: (oldest: string) =>
    new StatusError(410, `too old resource version: the history before ${oldest} is gone`, { reason: "Expired" }),

  /** No real server sends this: playback was moved back, so changes that the client has seen have not happened yet. */
  rewound: () => new StatusError(410, "recorded time was moved back: list again", { reason: "Expired" }),

  /** A combination of list options that the validation of the server rejects. */
  invalidOption: (field: string, problem: string) =>
    new StatusError(422, `ListOptions.meta.k8s.io "" is invalid: ${field}: Forbidden: ${problem}`, {
      reason: "Invalid",
      details: {
        group: "meta.k8s.io",
        kind: "ListOptions",
        causes: [{ reason: "FieldValueForbidden", message: `Forbidden: ${problem}`, field }],
      },
    }),

  unparsableVersion: (version: string) => {
    const sent = JSON.stringify(version);
    return new StatusError(500, `resourceVersion: Invalid value: ${sent}: strconv.ParseUint: parsing ${sent}: invalid syntax`);
  },

  tooLargeList: (limitBytes: number) =>
    new StatusError(413, `the list is larger than ${limitBytes / 1024 / 1024} MiB: request it in pages, with a smaller limit`, {
      reason: "RequestEntityTooLarge",
    }),

  tooLargeBody: (limitBytes: number) =>
    new StatusError(413, `the body of the request is larger than ${limitBytes / 1024} KiB`, { reason: "RequestEntityTooLarge" }),

  internal: (problem: string) =>
    new StatusError(500, `Internal error occurred: ${problem}`, { reason: "InternalError", details: { causes: [{ message: problem }] } }),

  tooLargeVersion: (asked: string, current: string) =>
    new StatusError(504, `Timeout: Too large resource version: ${asked}, current: ${current}`, {
      reason: "Timeout",
      details: { causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }], retryAfterSeconds: 1 },
    }),
} as const;

const expiredContinueMessage =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue " +
  "parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token " +
  "results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned " +
  "and now may show up in the list.";
