import type { Frame } from "../../src/model/frame.js";
import type { KubeObject, ObjectRef, Uid } from "../../src/model/kube-object.js";
import { refOf } from "../../src/model/kube-object.js";
import type { SessionHeader } from "../../src/model/session.js";
import { bundled } from "../compare/runs.js";
import { hostileRevision } from "./hostile-values.js";
import { InMemorySessionReader } from "./in-memory-session-reader.js";

/** Words that rules know keep their meaning, with the poison behind them: so each rule says what it says, and shows what it quotes. */
const meant: ReadonlySet<string> = new Set(
  "kind apiVersion type status phase reason creationTimestamp deletionTimestamp startTime startedAt finishedAt lastTransitionTime time firstTimestamp lastTimestamp eventTime restartPolicy fieldPath operation uid resourceVersion controller".split(
    " ",
  ),
);

function poisoned(value: unknown, poison: string, key = ""): unknown {
  if (typeof value === "string") return meant.has(key) ? value : `${value}${poison}`;
  if (Array.isArray(value)) return value.map((item) => poisoned(item, poison, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [isOfRules(name, key) ? name : `${name}${poison}`, poisoned(member, poison, name)]),
  );
}

/** The keys of labels, annotations and content are anybody's; those of other maps are fields. */
function isOfRules(name: string, holder: string): boolean {
  return !["labels", "annotations", "matchLabels", "selector", "data", "nodeSelector"].includes(holder) && name !== "";
}

function poisonedFrame(frame: Frame, i: number, { poison, all }: Poisoning): Frame {
  const sequence = i + 1;
  if (frame.kind === "gap") return { ...frame, sequence, reason: `${frame.reason}${poison}`, stream: `${frame.stream}${poison}` };
  const object = poisoned(frame.revision.object, poison) as KubeObject;
  // Once in a while also what names a kind, a stage or a reason.
  const whole = all
    ? (JSON.parse(JSON.stringify(object), (key, value) =>
        ["reason", "phase", "kind"].includes(key) && typeof value === "string" ? `${value}${poison}` : value,
      ) as KubeObject)
    : object;
  const ref: ObjectRef = { ...refOf(whole), uid: frame.ref.uid as Uid };
  return { ...frame, sequence, ref, revision: hostileRevision(whole) };
}

interface Poisoning {
  readonly poison: string;
  /** Also what names a kind, a stage or a reason. */
  readonly all: boolean;
}

const streamsWith = (poison: string) => [
  {
    id: `/api/v1/pods${poison}`,
    group: "",
    version: "v1",
    resource: `pods${poison}`,
    kind: "Pod",
    namespaced: true,
    namespace: `x${poison}`,
    labelSelector: `a=b${poison}`,
    fieldSelector: `m=n${poison}`,
  },
];

/** Some frames of a bundled recording, with a text behind every recorded text. */
export async function poisonedReader(name: string, { poison, all }: Poisoning): Promise<InMemorySessionReader> {
  const streams = streamsWith(poison);
  const { frames, header } = await bundled(name);
  const step = Math.max(1, Math.floor(frames.length / 20));
  const some = frames.filter((_, i) => i % step === 0).map((frame, i) => poisonedFrame(frame, i, { poison, all }));
  const last = some.at(-1);
  const gap: Frame[] =
    last === undefined
      ? []
      : [
          {
            kind: "gap",
            sequence: some.length + 1,
            offsetMs: last.offsetMs,
            observedAt: last.observedAt,
            stream: streams[0]?.id ?? "",
            reason: `gone${poison}`,
            from: { offsetMs: 0, observedAt: last.observedAt },
            to: { offsetMs: last.offsetMs, observedAt: last.observedAt },
            possibleLoss: true,
            unrepaired: `x${poison}`,
          },
        ];
  const texts: Partial<SessionHeader> = {
    title: `t${poison}`,
    description: `d${poison}`,
    context: `c${poison}`,
    namespace: `n${poison}`,
    targets: [`deploy/x${poison}`],
    omissions: [`events${poison}: forbidden${poison}`, "events: forbidden"],
    command: ["sh", `-c${poison}`],
    recorder: `r${poison}`,
    server: { version: `v${poison}` },
  };
  return new InMemorySessionReader([...some, ...gap], {
    header: { ...header, streams, ...texts },
    summary: {
      end: {
        endedAt: header.startedAt,
        offsetMs: 1,
        outcome: "error",
        reason: `boom${poison}`,
        verification: { verified: false, possibleLosses: 1, reason: `r${poison}` },
      },
    },
    markers: [{ offsetMs: 1, text: `m${poison}` }],
  });
}
