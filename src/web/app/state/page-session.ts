import { type ReadonlySignal, signal } from "@preact/signals";
import type { PageManifest, SessionData } from "../../file/page-manifest.js";
import { analysisForSteps } from "../../view/steps/analysis-for-steps.js";
import { recordingBase64 } from "../page-data.js";
import { WorkerClient } from "../worker/worker-client.js";

/** One session of the page: what is known of it at once, and the worker that reads its steps. */
export interface PageSession {
  /** Of a comparison: 0 is A. */
  readonly index: number;
  /** Changes only while a recording in progress is followed. */
  readonly data: ReadonlySignal<SessionData>;
  readonly worker: WorkerClient;
  /** Of a page that `kubespy open` serves. */
  readonly served?: ServedSide;
}

interface ServedSide {
  readonly live: ReadonlySignal<LiveState>;
  /** The recording file. */
  recording(): Promise<Blob>;
}

/**
 * `live`: the session is being recorded, and followed. `lost`: the connection was; it is tried again. `ended`: nothing follows. `failed`: nothing more can
 * be read, and why.
 */
export type LiveState =
  | { readonly state: "live" }
  | { readonly state: "lost" }
  | { readonly state: "ended" }
  | { readonly state: "failed"; readonly message: string };

export function embeddedSession(index: number, data: SessionData, { sessions }: PageManifest): PageSession {
  const name = sessions[index]?.file ?? data.summary.header.name;
  return {
    index,
    data: signal(data),
    worker: new WorkerClient(() => ({ name, analysis: analysisForSteps(data.analysis), recording: () => recordingBase64(index) })),
  };
}
