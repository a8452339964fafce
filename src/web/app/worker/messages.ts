import type { SessionAnalysis } from "../../../interpret/session-analysis.js";
import type { GrownSession } from "../../view/steps/step-answers.js";
import type { StepRequestKind } from "../../view/steps/step-requests.js";

/** From the page to the worker. The first message opens the session; pieces of it may follow until the last. */
export type ToWorker =
  | { readonly kind: "open"; readonly name: string; readonly analysis: SessionAnalysis; readonly source: unknown }
  /** A piece of the recording in base64, of a length that divides by four; undefined after the last. `share`: of the recording, up to its end. */
  | { readonly kind: "piece"; readonly base64: string | undefined; readonly share: number }
  /** More was recorded; of a page that a server serves. */
  | { readonly kind: "grown"; readonly growth: GrownSession }
  | { readonly kind: "ask"; readonly id: number; readonly request: StepRequestKind; readonly ask: unknown };

export type FromWorker =
  /** The recording is being read; `share`: from 0 to 1. */
  | { readonly kind: "reading"; readonly share: number }
  | { readonly kind: "opened" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly kind: "refused"; readonly id: number; readonly message: string };
