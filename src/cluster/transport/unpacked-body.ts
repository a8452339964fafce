import type { IncomingMessage } from "node:http";
import { pipeline, type Readable, type Transform } from "node:stream";
import * as zlib from "node:zlib";
import { printable } from "../../io/printable.js";
import { RequestFailure } from "../cluster-reader.js";

/** More layers than any server or proxy adds; each could multiply the size by a thousand. */
const maxLayers = 2;

/**
 * The body of a response without its `content-encoding`, and without what `transfer-encoding` names beside chunks. What was compressed is passed on as soon as it can be unpacked, so that the events of a
 * watch arrive when the server flushes them. Destroying the body closes the connection; an error of either is an error of the body.
 *
 * Throws `RequestFailure` for an encoding that it does not know, and destroys the response: bytes that cannot be read must not look like silence.
 */
export function unpackedBody(response: IncomingMessage): Readable {
  const { "content-encoding": ofContent = "", "transfer-encoding": ofTransfer = "" } = response.headers;
  const named = `${ofContent},${ofTransfer}`.toLowerCase().split(",");
  const encodings = named.map((name) => name.trim()).filter((name) => !unpackedAlready.has(name));
  if (encodings.length === 0) return response;
  const unpackers = encodings.toReversed().map((name) => unpackerOf.get(name)?.());
  if (unpackers.length > maxLayers || unpackers.includes(undefined)) {
    response.destroy();
    throw new RequestFailure(
      `the response has the encoding "${printable(encodings.join(", "), 100)}", which kubespy cannot unpack: a proxy or the server must not compress in this way`,
      { status: response.statusCode },
    );
  }
  // An error reaches whoever reads the body; nobody else waits for the end.
  return pipeline([response, ...(unpackers as Transform[])], () => {}) as Transform;
}

const unpackedAlready: ReadonlySet<string> = new Set(["", "identity", "chunked"]);

const unpackerOf: ReadonlyMap<string, () => Transform> = new Map([
  ["gzip", () => zlib.createGunzip()],
  ["x-gzip", () => zlib.createGunzip()],
  ["deflate", () => zlib.createInflate()],
  ["br", () => zlib.createBrotliDecompress()],
  ...zstd(),
]);

/** Newer versions of Node have it. */
function zstd(): [string, () => Transform][] {
  const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Transform };
  return createZstdDecompress === undefined ? [] : [["zstd", () => createZstdDecompress()]];
}
