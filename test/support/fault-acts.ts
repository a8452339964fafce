import type { Socket } from "node:net";
import type { SeenRequest } from "./fault-server.js";

/** What goes wrong, and when: "at event N, on stream S, do F". */
export interface Fault {
  /** Which requests. Default: all. */
  readonly on?: SeenRequest["kind"] | "any";
  /** Only where the path contains this. */
  readonly path?: string;
  /** Only where the query has this parameter: "continue". */
  readonly having?: string;
  /** How many requests. Default: 1. */
  readonly times?: number;
  /** For watches: after so many lines. Default: 0, at once. */
  readonly afterEvents?: number;
  readonly act: FaultAct;
}

export type FaultAct =
  /** An answer instead of the right one. A string is sent as it is, anything else as JSON. */
  | { readonly do: "answer"; readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** Ends the stream cleanly. */
  | { readonly do: "close" }
  /** Cuts the connection. */
  | { readonly do: "reset" }
  /** Sends nothing more and keeps the connection: half-open. */
  | { readonly do: "silence" }
  /** Sends these bytes, then goes on. */
  | { readonly do: "write"; readonly bytes: string | Uint8Array }
  /** Sends the next line up to this byte (or into its first character of more bytes), then cuts the connection (or ends it cleanly). */
  | { readonly do: "cutLine"; readonly atByte: number | "in a character"; readonly clean?: boolean }
  /** Announces a chunk, sends a part of the next line in it, then cuts the connection. */
  | { readonly do: "cutChunk" }
  /** Takes the connection over: whatever is written to the socket is the answer. */
  | { readonly do: "raw"; readonly take: (socket: Socket) => void }
  /** Sends each line from here on so many times. */
  | { readonly do: "repeat"; readonly times: number };

/** A number that JSON.parse does not keep, for a field of an object: sent as these very characters. */
export function numeral(text: string): string {
  return `@numeral:${text}@`;
}

/** The JSON that the server sends, numerals as they were written. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value).replace(/"@numeral:([^@"]+)@"/g, "$1");
}

/** The Status that a real server sends for this code. */
export function statusBody(code: number, reason: string, message: string, details?: object): object {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, ...(details ? { details } : {}), code };
}
