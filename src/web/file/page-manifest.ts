import type { SessionAnalysis } from "../../interpret/session-analysis.js";
import type { Marker, SessionSummary } from "../../model/session.js";
import type { SessionVerdict } from "../../report/verdict/verdict.js";

/** What a page is and holds; its first data block, as JSON. */
export interface PageManifest {
  /** Version of the page's blocks. */
  readonly page: 1;
  /** `session`: one session. `comparison`: two or more. `lesson`: one session with a lesson on it. `open`: one session that a server on this machine serves, read by ranges. */
  readonly kind: "session" | "comparison" | "lesson" | "open";
  /** The program that wrote it: "kubespy 0.1.0". */
  readonly writer: string;
  /** RFC 3339 UTC. */
  readonly writtenAt: string;
  /** In the order of the data blocks. Of `open`, none. */
  readonly sessions: readonly PageSession[];
}

interface PageSession {
  /** The name of the session. */
  readonly name: string;
  /** The name of the recording file when it is downloaded: "web-3.kubespy.gz". */
  readonly file: string;
}

/** What is known of a session before any of its frames is read; a data block of its own, compressed. */
export interface SessionData {
  readonly summary: SessionSummary;
  readonly markers: readonly Marker[];
  readonly analysis: SessionAnalysis;
  /** Of these two: stated where the page is written, so that its script need not. */
  readonly verdict: SessionVerdict;
  /** What of the recording could not be read, one line each. */
  readonly warnings: readonly string[];
}

export const blockIds = {
  manifest: "manifest",
  comparison: "comparison",
  lesson: "lesson",
  app: "app",
  analysis: (session: number) => `analysis-${session}`,
  recording: (session: number) => `recording-${session}`,
} as const;

/** Types that no browser executes. */
export const blockTypes = {
  manifest: "application/x-kubespy-page",
  comparison: "application/x-kubespy-comparison",
  lesson: "application/x-kubespy-lesson",
  analysis: "application/x-kubespy-analysis",
  recording: "application/x-kubespy-recording",
} as const;
