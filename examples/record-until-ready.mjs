// Records a target of the current cluster until it is ready, then writes the session as a file that can be shared:
// node examples/record-until-ready.mjs pod nginx
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { encodeRecording, gzip, openStore, outcomeOf, record } from "kubespy";

const [kind = "pod", name = "nginx"] = process.argv.slice(2);
const store = await openStore("example.db");
const enough = new AbortController();
process.once("SIGINT", () => enough.abort());

const recorded = await record([kind, name], {
  store,
  session: `${name}-${Date.now()}`,
  env: process.env,
  signal: enough.signal,
  onWatching: () => console.error("watching"),
  onFrame: (frame) => {
    if (frame.kind === "object" && frame.ref.name === name && outcomeOf(frame.revision.object).ready) enough.abort();
  },
});

const session = await store.open(recorded.session);
await pipeline(gzip(encodeRecording(session)), createWriteStream(`${name}.kubespy.gz`));
console.log(`${recorded.frames} frames in ${name}.kubespy.gz`);
await session.close();
await store.close();
