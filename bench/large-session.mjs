// A recording of a large session on standard output: Pods come, run through real lives and go, with Kubernetes Events about them.
// node bench/large-session.mjs FRAMES PODS >large.kubespy. Measure with: /usr/bin/time -v node dist/cli.js share large.kubespy -o out.kubespy.gz
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { openRecordingFile } from "../dist/index.js";

const recordings = join(import.meta.dirname, "..", "recordings");
const [frames = 20_000, pods = 5000] = process.argv.slice(2).map(Number);
const startMs = Date.UTC(2026, 10, 22, 10);
const messages = [
  (n) => `Readiness probe failed: Get "http://${addressOf(n)}:8080/ready": dial tcp ${addressOf(n)}:8080: connect: connection refused`,
  (n) => `Successfully assigned shop/${nameOf(n)} to ip-10-7-${n % 200}.eu-west-1.compute.internal`,
  (n) => `Back-off restarting failed container web in pod ${nameOf(n)}_shop(${uidOf("pod", n)})`,
  (n) => `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "${hash(`sandbox ${n}`)}"`,
];
const lives = await livesOfPods();
const alive = [];
let born = 0;
let lines = [header()];
for (let n = 0; n < frames; n++) {
  lines.push(nextLine(n));
  if (lines.length >= 1000) await flush();
}
lines.push(JSON.stringify({ type: "END", frames, t: frames, outcome: "until", at: new Date(startMs + frames).toISOString() }));
await flush();

function header() {
  return JSON.stringify({
    kubespy: "recording",
    version: 1,
    name: "large",
    startedAt: new Date(startMs).toISOString(),
    targets: ["pods"],
    namespace: "shop",
    streams: [],
  });
}

async function flush() {
  const text = `${lines.join("\n")}\n`;
  lines = [];
  if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once("drain", resolve));
}

/** While there are fewer Pods than wanted, another one; then each has its next revision or an Event in turn, and one that is at its end goes. */
function nextLine(n) {
  if (alive.length < pods && n % 2 === 0) {
    const pod = { number: born++, life: lives[born % lives.length], at: 0 };
    alive.push(pod);
    return line("ADDED", n, revision(pod, n));
  }
  const index = (n * 7919) % alive.length;
  const pod = alive[index];
  if (n % 3 === 0) return line("ADDED", n, event(pod, n));
  pod.at++;
  if (pod.at < pod.life.length) return line("MODIFIED", n, revision(pod, n));
  pod.at = pod.life.length - 1;
  const last = revision(pod, n);
  alive[index] = alive.at(-1);
  alive.pop();
  return line("DELETED", n, last);
}

function line(type, t, object) {
  return `{"type":"${type}","t":${t},"object":${object}}`;
}

function revision({ number, life, at }, n) {
  const { text, name, uid } = life[at];
  return text
    .replaceAll(uid, uidOf("pod", number))
    .replaceAll(name, nameOf(number))
    .replace(/"resourceVersion":"\d+"/, `"resourceVersion":"${n + 1000}"`)
    .replace(/"podIP":"[^"]*"/, `"podIP":"${addressOf(number)}"`)
    .replace(/"ip":"[^"]*"/g, `"ip":"${addressOf(number)}"`)
    .replace(/"nodeName":"[^"]*"/, `"nodeName":"ip-10-7-${number % 200}.eu-west-1.compute.internal"`)
    .replace(/containerd:\/\/[0-9a-f]{64}/g, `containerd://${hash(`container ${number} ${at >> 2}`)}`)
    .replace(
      '"resources":',
      `"env":[{"name":"DB_PASSWORD","value":"hunter-${hash(`password ${number % 50}`).slice(0, 12)}"},{"name":"PORT","value":"8080"}],"resources":`,
    );
}

function event(pod, n) {
  const name = nameOf(pod.number);
  return JSON.stringify({
    kind: "Event",
    apiVersion: "v1",
    metadata: {
      name: `${name}.${(0x18a0000000 + n).toString(16)}`,
      namespace: "shop",
      uid: uidOf("event", n),
      resourceVersion: `${n + 1000}`,
    },
    involvedObject: { kind: "Pod", namespace: "shop", name, uid: uidOf("pod", pod.number), apiVersion: "v1" },
    reason: ["Unhealthy", "Scheduled", "BackOff", "FailedCreatePodSandBox"][n % 4],
    message: messages[n % 4](pod.number),
    type: "Warning",
    count: 1,
    firstTimestamp: new Date(startMs + n * 1000).toISOString().replace(/\.\d+/, ""),
    source: { component: "kubelet" },
  });
}

function nameOf(number) {
  const digest = hash(`name ${number}`);
  const letters = "bcdfghjklmnpqrstvwxz2456789";
  const suffix = [0, 2, 4, 6, 8].map((at) => letters[Number.parseInt(digest.slice(at, at + 2), 16) % letters.length]).join("");
  return `checkout-${["7d876db474", "5c9f4b6d8b", "6fd5bcc7c4"][number % 3]}-${suffix}${number > 1e6 ? number : ""}`;
}

function uidOf(what, number) {
  const hex = hash(`${what} uid ${number}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function addressOf(number) {
  return `10.${40 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
}

function hash(text) {
  return createHash("sha256").update(text).digest("hex");
}

/** The revisions of each Pod in the bundled recordings. */
async function livesOfPods() {
  const all = new Map();
  for (const file of readdirSync(recordings).filter((name) => name.endsWith(".kubespy.gz"))) {
    const session = await openRecordingFile(join(recordings, file));
    for await (const { kind, ref, revision } of session.frames()) {
      if (kind === "gap" || ref.kind !== "Pod") continue;
      const key = `${file} ${ref.uid}`;
      all.set(key, [...(all.get(key) ?? []), { text: revision.text, name: ref.name, uid: ref.uid }]);
    }
    await session.close();
  }
  return [...all.values()].filter((life) => life.length >= 4);
}
