import { printable } from "../../io/printable.js";
import type { SessionHeader } from "../../model/session.js";

/** Lines of an asciicast of version 2 (https://docs.asciinema.org/manual/asciicast/v2/): a header, then an event a line. Each ends in a newline. */

export function asciicastHeader(
  { name, title, startedAt }: SessionHeader,
  { columns, rows, idleLimitMs }: { readonly columns: number; readonly rows: number; readonly idleLimitMs: number },
): string {
  const startedMs = Date.parse(startedAt);
  return line({
    version: 2,
    width: columns,
    height: rows,
    ...(Number.isNaN(startedMs) ? {} : { timestamp: Math.floor(startedMs / 1000) }),
    idle_time_limit: idleLimitMs / 1000,
    title: printable(title === undefined ? name : `${name} · ${title}`, 300),
    env: { TERM: "xterm-256color" },
  });
}

/** `o`: text that the terminal shows. `m`: a marker. `atMs`: since the beginning; in seconds in the file, not below 0. */
export function asciicastEvent(atMs: number, kind: "o" | "m", text: string): string {
  const shown = kind === "m" ? printable(text, 300) : text.replaceAll("\n", "\r\n");
  return line([Math.round(Math.max(0, atMs) * 1000) / 1_000_000, kind, shown]);
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
