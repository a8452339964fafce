// The ceiling of any recorder in Node: reads the same watch, splits lines, calls JSON.parse on each, keeps nothing.
// node bench/parse-ceiling.mjs PORT EVENTS; writes one line of JSON.
import { get } from "node:http";
import { parseLines } from "./parse-lines.mjs";

const [port, events] = process.argv.slice(2).map(Number);
const base = `http://127.0.0.1:${port}/api/v1/namespaces/default/pods`;

const { metadata } = JSON.parse(Buffer.concat(await (await open(`${base}?limit=1`)).toArray()).toString());
let lines = 0;
await parseLines(await open(`${base}?watch=true&resourceVersion=${metadata.resourceVersion}`), (event) => {
  if (event.type === "MODIFIED") lines++;
  return lines === events;
});
console.log(JSON.stringify({ lines, doneAt: performance.timeOrigin + performance.now() }));
process.exit();

function open(url) {
  return new Promise((resolve, reject) => get(url, resolve).on("error", reject));
}
