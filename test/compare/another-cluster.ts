import type { Frame, ObjectFrame } from "../../src/model/frame.js";
import { refOf } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import type { History } from "../support/histories.js";
import { history } from "./runs.js";

export function isPod(frame: Frame): frame is ObjectFrame {
  return frame.kind === "object" && frame.ref.kind === "Pod";
}

/** The same session where all that a cluster generates differs: uids, random suffixes, addresses, node, the clock. */
export function inAnotherCluster(session: History): History {
  const dayMs = 86_400_000;
  const made = new Map<string, string>();
  for (const frame of session.frames) {
    if (frame.kind === "gap") continue;
    const { generateName, name = "", labels } = frame.revision.object.metadata;
    const hash = labels?.["pod-template-hash"];
    if (hash !== undefined) made.set(hash, `${[...hash].reverse().join("")}`);
    if (typeof generateName === "string" && !/StatefulSet/.test(frame.revision.text)) made.set(name, `${name.slice(0, -3)}zzz`);
  }
  const words = [...made].sort((x, y) => y[0].length - x[0].length);
  return rewritten(
    session,
    (text) => {
      let other = text
        .replace(/\b([0-9a-f]{8})-([0-9a-f]{4})-/g, (_, head: string, next: string) => `${[...head].reverse().join("")}-${next}-`)
        .replace(/"node-1"/g, '"worker-7"')
        .replace(/\bnode-1\b/g, "worker-7")
        .replace(/\b10\.(\d+)\.(\d+)\.(\d+)\b/g, "172.$1.$2.$3")
        .replace(/\b192\.0\.2\.(\d+)\b/g, "198.51.100.$1")
        .replace(/"resourceVersion":"(\d+)"/g, '"resourceVersion":"9$1"')
        .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (time) =>
          new Date(Date.parse(time) + dayMs).toISOString().replace(/\.000Z$/, "Z"),
        );
      for (const [name, instead] of words) other = other.replaceAll(name, instead);
      return other;
    },
    dayMs,
  );
}

function rewritten(session: History, change: (text: string) => string, laterMs: number): History {
  const later = (time: string) => new Date(Date.parse(time) + laterMs).toISOString();
  const frames = session.frames.map((frame): Frame => {
    if (frame.kind === "gap") return frame;
    const revision = Revision.ofText(change(frame.revision.text));
    return {
      ...frame,
      revision,
      ref: refOf(revision.object),
      resourceVersion: `9${frame.resourceVersion}`,
      observedAt: later(frame.observedAt),
    };
  });
  return history(frames, { ...session.header, startedAt: later(session.header.startedAt) });
}
