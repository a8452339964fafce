import { batch, type Signal, signal } from "@preact/signals";
import { applySessionUpdate } from "../../file/apply-session-update.js";
import type { SessionData } from "../../file/page-manifest.js";
import type { FollowLine, SessionSnapshot, SessionUpdate } from "../../file/session-snapshot.js";
import { withVerdict } from "../../file/with-verdict.js";
import { analysisForSteps } from "../../view/steps/analysis-for-steps.js";
import type { LiveState, PageSession } from "../state/page-session.js";
import { position } from "../state/view-state.js";
import { WorkerClient } from "../worker/worker-client.js";
import { followServer } from "./follow-server.js";
import { fetchFrom, type ServerAddress } from "./server.js";

/** What the worker needs to read a session from the server. */
export interface RemoteOpening {
  readonly address: ServerAddress;
  readonly summary: SessionData["summary"];
}

/** The session that the server serves. Rejects where it does not answer, or not with this key. */
export async function openRemoteSession(address: ServerAddress): Promise<PageSession> {
  const served = (await (await fetchFrom(address, "/session")).json()) as SessionSnapshot;
  const data = signal(withVerdict(served.data));
  const live = signal<LiveState>({ state: served.data.summary.state === "recording" ? "live" : "ended" });
  const worker = new WorkerClient(() => {
    const { summary, analysis } = data.peek();
    const source: RemoteOpening = { address, summary };
    // What is recorded later is applied to the whole of it.
    const forSteps = summary.state === "recording" ? analysis : analysisForSteps(analysis);
    return { name: summary.header.name, analysis: forSteps, source };
  });
  const growing = new GrowingData(data, worker);
  // What was read may have ended meanwhile: only following says so.
  void followServer(address, served.version, { live, take: (line) => growing.take(line) });
  return { index: 0, data, worker, served: { live, recording: async () => await (await fetchFrom(address, "/recording")).blob() } };
}

/** Draws what was recorded with the next picture: more often, nobody sees it. */
class GrowingData {
  readonly #data: Signal<SessionData>;
  readonly #worker: WorkerClient;
  #waiting: Extract<FollowLine, { kind: "update" | "whole" }>[] = [];

  constructor(data: Signal<SessionData>, worker: WorkerClient) {
    this.#data = data;
    this.#worker = worker;
  }

  take(line: Extract<FollowLine, { kind: "update" | "whole" }>): void {
    if (this.#waiting.push(line) > 1) return;
    // No pictures are drawn of a page in the background.
    if (document.hidden) setTimeout(() => this.#show());
    else requestAnimationFrame(() => this.#show());
  }

  #show(): void {
    const before = this.#data.peek();
    let after = before;
    for (const line of this.#waiting) {
      after = line.kind === "whole" ? line.data : applySessionUpdate(after, line satisfies SessionUpdate);
      this.#worker.grow({ summary: after.summary, analysis: line.kind === "whole" ? after.analysis : line.analysis });
    }
    this.#waiting = [];
    const wasAtEnd = position.peek() >= before.summary.frames;
    batch(() => {
      this.#data.value = withVerdict(after);
      if (wasAtEnd) position.value = after.summary.frames;
    });
  }
}
