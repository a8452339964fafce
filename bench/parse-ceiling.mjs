// The ceiling of any recorder in Node: reads the same watch, splits lines, calls JSON.parse on each, keeps nothing.
// node bench/parse-ceiling.mjs PORT EVENTS; writes one line of JSON.
import { get } from "node:http";

const [port, events] = process.argv.slice(2).map(Number);
const base = `http://127.0.0.1:${port}/api/v1/namespaces/default/pods`;

const { metadata } = JSON.parse(Buffer.concat(await (await open(`${base}?limit=1`)).toArray()).toString());
let lines = 0;
let rest = Buffer.alloc(0);
const stream = await open(`${base}?watch=true&resourceVersion=${metadata.resourceVersion}`);
for await (const chunk of stream) {
  const piece = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
  let start = 0;
  for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
    const event = JSON.parse(piece.toString("utf8", start, end));
    if (event.type === "MODIFIED") lines++;
    start = end + 1;
  }
  rest = piece.subarray(start);
  if (lines === events) break;
}
console.log(JSON.stringify({ lines, doneAt: performance.timeOrigin + performance.now() }));
process.exit();

function open(url) {
  return new Promise((resolve, reject) => get(url, resolve).on("error", reject));
}
