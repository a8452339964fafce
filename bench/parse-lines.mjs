// The least that reading events of a file takes in Node: splits it into lines and calls JSON.parse on each, once, keeping nothing.
// node bench/parse-lines.mjs FILE...; prints how many lines there were.
import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";

/** Calls `onEvent` with each line's value until it returns true. */
export async function parseLines(stream, onEvent) {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    const piece = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
      if (onEvent(JSON.parse(piece.toString("utf8", start, end))) === true) return;
      start = end + 1;
    }
    rest = piece.subarray(start);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let lines = 0;
  for (const file of process.argv.slice(2)) await parseLines(createReadStream(file), () => void lines++);
  process.stdout.write(`${lines}\n`);
}
