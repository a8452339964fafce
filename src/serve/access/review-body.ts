import { status } from "../status.js";

/** Members of a JSON object of which nothing is known. */
export type ReviewFields = Readonly<Record<string, unknown>>;

/**
 * The `spec` of a review that a client sent, `{}` where it has none. kubectl sends reviews as protobuf, whatever a server offers; other clients send
 * JSON. Throws `StatusError` 400 for what is neither, 415 for another form.
 */
export function readSpec(body: Buffer, contentType: string | undefined, kind: string): ReviewFields {
  const [form = ""] = (contentType ?? "application/json").split(";").map((part) => part.trim().toLowerCase());
  switch (form) {
    case "application/json":
      return jsonSpec(body);
    case "application/vnd.kubernetes.protobuf":
      return protobufSpec(body, kind);
    default:
      throw status.unsupportedMediaType();
  }
}

export function fieldsOf(value: unknown): ReviewFields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as ReviewFields) : {};
}

function jsonSpec(body: Buffer): ReviewFields {
  const spec = objectIn(parsed(body), "the body of the request")["spec"];
  return spec === undefined || spec === null ? {} : objectIn(spec, "spec");
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw status.badRequest("the body of the request is not JSON");
  }
}

function objectIn(value: unknown, name: string): ReviewFields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw status.badRequest(`${name} is not an object`);
  return value as ReviewFields;
}

/** A message by its field numbers: the name of a string, or the name and the fields of a message. */
type MessageShape = Readonly<Record<number, string | readonly [name: string, shape: MessageShape]>>;

/** Of the `spec` of each kind, from `generated.proto` of `k8s.io/api/authorization/v1`. */
const shapes: Readonly<Record<string, MessageShape>> = {
  SelfSubjectAccessReview: {
    1: ["resourceAttributes", { 1: "namespace", 2: "verb", 3: "group", 4: "version", 5: "resource", 6: "subresource", 7: "name" }],
    2: ["nonResourceAttributes", { 1: "path", 2: "verb" }],
  },
  SelfSubjectRulesReview: { 1: "namespace" },
};

/** Four bytes that begin every protobuf of Kubernetes; then a message `Unknown`, whose second field is the object, whose second is the spec. */
const magic = Buffer.from("k8s\0");

function protobufSpec(body: Buffer, kind: string): ReviewFields {
  if (!body.subarray(0, magic.length).equals(magic)) throw notProtobuf();
  const object = delimitedFields(body.subarray(magic.length)).get(2);
  const spec = object === undefined ? undefined : delimitedFields(object).get(2);
  const shape = shapes[kind];
  return spec === undefined || shape === undefined ? {} : named(spec, shape);
}

/** Recurses as deep as the shape, two levels. */
function named(message: Buffer, shape: MessageShape): ReviewFields {
  const found: Record<string, unknown> = {};
  for (const [number, bytes] of delimitedFields(message)) {
    const field = shape[number];
    if (typeof field === "string") found[field] = bytes.toString("utf8");
    else if (field !== undefined) found[field[0]] = named(bytes, field[1]);
  }
  return found;
}

/** The strings and messages among the fields of a message, the last of each number. Numbers are skipped. Throws 400. */
function delimitedFields(message: Buffer): ReadonlyMap<number, Buffer> {
  const fields = new Map<number, Buffer>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      if (byte === undefined || scale > maxVarintScale) throw notProtobuf();
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const wireType = tag % 8;
    if (wireType === 0) varint();
    const length = wireType === 2 ? varint() : fixedBytes.get(wireType);
    if (length === undefined || at + length > message.length) throw notProtobuf();
    if (wireType === 2) fields.set((tag - wireType) / 8, message.subarray(at, at + length));
    at += length;
  }
  return fields;
}

/** What follows a tag, by wire type; a number of any length was read already. */
const fixedBytes: ReadonlyMap<number, number> = new Map([
  [0, 0],
  [1, 8],
  [5, 4],
]);

/** Ten bytes hold 64 bits. */
const maxVarintScale = 128 ** 9;

function notProtobuf() {
  return status.badRequest("the body of the request is not a protobuf of Kubernetes");
}
