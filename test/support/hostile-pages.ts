import { gzipSync } from "node:zlib";
import { headerText, whole } from "./hostile-files.js";
import { nested } from "./hostile-values.js";

/**
 * Recordings that a page must show as text, bounded, without executing anything or getting stuck. Each has its markers of execution: what any markup
 * in it would do is to call `hostile`, or to load from example.invalid.
 */
interface HostilePage {
  readonly fault: string;
  /** The lines of the recording, as `recordings/README.md` describes them. */
  readonly lines: () => string;
}

const markup = `<img src="http://example.invalid/x" onerror="hostile=1"><script>hostile=1</script></script><!--<svg onload=hostile=1>]]>'"`;
const strange = "a\u202egnp.exe\u2066\u0000\u0007\u001b[2J\u009b\ud800 \u200b\ufeff\u2028";

export const hostilePages: readonly HostilePage[] = [
  {
    fault: "names and texts with markup",
    lines: () => header({ title: markup, description: markup }) + pods([pod(markup, { image: markup, reason: markup })]) + event(markup),
  },
  {
    fault: "names and texts that turn the writing direction, control terminals and are half characters",
    lines: () => header({ title: strange }) + pods([pod(strange, { image: strange, reason: strange })]) + event(strange),
  },
  {
    fault: "a text of 1 MB in every place",
    lines: () => header({}) + pods([pod("x".repeat(250), { image: "i".repeat(2 ** 20), reason: "r".repeat(2 ** 20) })]),
  },
  { fault: "a Pod of 10,000 containers", lines: () => header({}) + pods([pod("wide", { containers: 10_000 })]) },
  { fault: "keys of prototypes", lines: () => header({}) + whole(prototypes) + whole(prototypes.replaceAll("1", "2"), 2) },
  { fault: "an object as deep as the API server accepts", lines: () => header({}) + whole(configMap("deep", nested(9000))) },
  { fault: "gaps only", lines: () => header({}) + [1, 2, 3].map((n) => gap(n * 1000)).join("") },
  {
    fault: "times that are negative or huge",
    lines: () => header({ startedAt: "0001-01-01T00:00:00Z" }) + [0, -5, 1e15, 8.64e15].map((t, n) => whole(pod(`p${n}`, {}), t)).join(""),
  },
  { fault: "2000 objects", lines: () => header({}) + range(2000, (n) => whole(pod(`pod-${n}`, {}), n)) },
  { fault: "5000 Events of one object", lines: () => header({}) + range(5000, (n) => event(`again ${n}`, n, `e-${n}`)) },
];

export function recordingOf({ lines }: HostilePage): Uint8Array {
  return gzipSync(lines(), { level: 1 });
}

function header(fields: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ ...JSON.parse(headerText), ...fields })}\n`;
}

interface PodParts {
  readonly image?: string;
  readonly reason?: string;
  readonly containers?: number;
}

function pod(name: string, { image = "nginx", reason = "ErrImagePull", containers = 1 }: PodParts): string {
  const names = Array.from({ length: containers }, (_, n) => (containers === 1 ? name : `c${n}`));
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "default",
      uid: `uid-${name.slice(0, 60)}`,
      resourceVersion: "1",
      labels: { app: name },
      creationTimestamp: "2026-01-01T00:00:00Z",
    },
    spec: { nodeName: name, containers: names.map((each) => ({ name: each, image })) },
    status: {
      phase: "Pending",
      message: reason,
      containerStatuses: names.map((each) => ({
        name: each,
        image,
        ready: false,
        restartCount: 0,
        state: { waiting: { reason, message: reason } },
      })),
    },
  });
}

/** The first as it is, then with another version: a change of everything. */
function pods(texts: readonly string[]): string {
  return texts
    .map(
      (text) =>
        whole(text, 1) +
        whole(text.replace('"resourceVersion":"1"', '"resourceVersion":"2"').replaceAll("Pending", "Failed"), 2).replace(
          "ADDED",
          "MODIFIED",
        ),
    )
    .join("");
}

function event(text: string, t = 3, uid = "event"): string {
  const involvedObject = { apiVersion: "v1", kind: "Pod", namespace: "default", name: text, uid: `uid-${text.slice(0, 60)}` };
  const metadata = { name: uid, namespace: "default", uid, resourceVersion: String(10 + t) };
  return whole(
    JSON.stringify({
      apiVersion: "v1",
      kind: "Event",
      metadata,
      involvedObject,
      type: "Warning",
      reason: text,
      message: text,
      source: { component: text },
    }),
    t,
  );
}

function configMap(name: string, data: unknown): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "default", uid: name, resourceVersion: "1" },
    data: "DATA",
  }).replace('"DATA"', () => deepText(data));
}

/** `JSON.stringify` ends at a depth that `JSON.parse` reads. */
function deepText(value: unknown): string {
  let open = "";
  let close = "";
  let inner = value;
  while (typeof inner === "object" && inner !== null) {
    open += Array.isArray(inner) ? "[" : '{"a":';
    close = (Array.isArray(inner) ? "]" : "}") + close;
    inner = Array.isArray(inner) ? inner[0] : (inner as { readonly a: unknown }).a;
  }
  return open + JSON.stringify(inner) + close;
}

const prototypes =
  '{"apiVersion":"v1","kind":"constructor","metadata":{"name":"__proto__","namespace":"toString","uid":"__proto__","resourceVersion":"1","labels":{"__proto__":"1","constructor":"1"}},"__proto__":{"polluted":1},"status":{"__proto__":{"phase":1},"hasOwnProperty":1,"conditions":[{"type":"__proto__","status":"valueOf"}]}}';

function gap(t: number): string {
  const place = (offsetMs: number) => ({
    offsetMs,
    observedAt: new Date(Date.parse("2026-11-22T11:00:00Z") + offsetMs).toISOString(),
    resourceVersion: "1",
  });
  return `${JSON.stringify({ type: "GAP", t, stream: "/api/v1/namespaces/default/pods", reason: "410 Gone", from: place(t - 500), to: place(t), possibleLoss: true })}\n`;
}

function range(count: number, line: (n: number) => string): string {
  const lines: string[] = [];
  for (let n = 0; n < count; n++) lines.push(line(n));
  return lines.join("");
}
