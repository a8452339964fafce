// What the incremental scan saves: processor time an event for what the recorder does with an event's JSON (check it, read its head, make the delta
// that is stored), along the object's last revision and without it, and for parsing it, in one process, by turns.
import { applyDelta, deltaAlong, JsonScanner, MatchTable, makeDelta, scanHead } from "../dist/json/json.js";
import { PodEvents, podTimelines } from "./pod-events.mjs";

const rounds = 7;
const beginning = '{"type":"MODIFIED","object":'.length;

export async function measureScans({ events = 10_000, objects = 500 } = {}) {
  const revisions = split(new PodEvents(await podTimelines(), objects).lines(0, events));
  const ways = { incrementalUs: alongLast, wholeUs: whole, parseUs: parsed };
  check(revisions);
  const measured = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, way] of Object.entries(ways)) measured[name].push(processorUs(() => way(revisions)) / events);
  }
  return {
    events,
    bytes: Math.round(revisions.reduce((sum, { bytes }) => sum + bytes.length, 0) / events),
    ...mapValues(measured, median),
  };
}

function split(lines) {
  const revisions = [];
  for (let start = 0, end = lines.indexOf(10); end >= 0; start = end + 1, end = lines.indexOf(10, start)) {
    const bytes = Buffer.from(lines.subarray(start + beginning, end - 1));
    revisions.push({ uid: scanHead(bytes).uid, bytes });
  }
  return revisions;
}

function alongLast(revisions, use = () => {}) {
  const scanner = new JsonScanner();
  const texts = new Map();
  for (const { uid, bytes } of revisions) {
    const previous = texts.get(uid);
    const base = previous?.bytes;
    const { text, runs } = scanner.scan(bytes, previous);
    if (runs !== undefined) use(base, deltaAlong(base, bytes, runs), bytes);
    if (text !== previous) texts.set(uid, text);
  }
}

function whole(revisions) {
  const matches = new MatchTable();
  const texts = new Map();
  for (const { uid, bytes } of revisions) {
    if (scanHead(bytes) === undefined) throw new Error("an event is unusual");
    const base = texts.get(uid);
    if (base !== undefined) makeDelta(base, bytes, matches);
    texts.set(uid, bytes);
  }
}

function parsed(revisions) {
  for (const { bytes } of revisions) JSON.parse(bytes.toString());
}

/** Almost all events must be read along the last one, and to the same bytes: otherwise the figure is of something else. */
function check(revisions) {
  let deltas = 0;
  alongLast(revisions, (base, steps, bytes) => {
    deltas++;
    if (Buffer.compare(applyDelta(base, steps), bytes) !== 0) throw new Error("a delta is wrong");
  });
  const possible = revisions.length - new Set(revisions.map(({ uid }) => uid)).size;
  if (deltas < possible * 0.5) throw new Error(`only ${deltas} of ${possible} events were read along the last one`);
}

function processorUs(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}
