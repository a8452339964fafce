import type { Sided } from "../../../compare/sides.js";
import type { Trend } from "../../../compare/trends.js";
import type { Finding } from "../../../diagnosis/engine/finding.js";
import type { Change } from "../../../diff/diff-objects.js";
import type { Stage } from "../../../lifecycle/stage.js";
import type { ObjectRef } from "../../../model/kube-object.js";
import type { SessionShare } from "../../../model/session-share.js";

/** What the page shows of `comparisonJson` (report/comparison), by its names. Texts are as recorded: who shows them makes them printable. */
export interface ComparisonData {
  readonly headline: string;
  readonly verdict: "diverged" | "same" | "as-recorded" | "nothing-shared";
  readonly reasons: readonly { readonly text: string; readonly explains: boolean }[];
  readonly a: RunData;
  readonly b: RunData;
  readonly divergence: DivergenceData | null;
  readonly partings: readonly { readonly role: number; readonly weight: string; readonly text: string }[];
  readonly roles: readonly RoleData[];
  readonly milestonesTitle: string;
  readonly milestones: readonly MilestoneData[];
  readonly findings: readonly FindingData[];
  readonly events: readonly {
    readonly kind: string;
    readonly reason: string;
    readonly warning: boolean;
    readonly a: number;
    readonly b: number;
  }[];
  readonly specs: readonly SpecData[];
  readonly finals: readonly FinalData[];
}

interface RunData {
  readonly name: string;
  readonly targets: readonly string[];
  readonly frames: number;
  readonly objects: number;
  readonly durationMs: number;
  readonly shared?: SessionShare;
  readonly warnings: readonly string[];
}

export interface RoleData extends Sided<MemberData> {
  readonly title: string;
  readonly owner?: number;
}

interface MemberData {
  readonly object: ObjectRef;
  /** It existed before the recording. */
  readonly found?: boolean;
  /** Its times count from here, ms since session start. */
  readonly zeroMs: number;
}

export interface DivergenceData {
  readonly kind: "step" | "finding";
  readonly role?: number;
  readonly frames: Sided<{ readonly sequence: number; readonly offsetMs: number; readonly stage: string }>;
  readonly changes: readonly JsonChange[];
  readonly text: { readonly object: string; readonly a: string; readonly b: string };
}

/** Without the parsed segments of its path. */
type JsonChange = Omit<Change, "segments">;

export interface MilestoneData extends Sided<TimeData> {
  readonly role: number;
  readonly differenceMs?: number;
  readonly grainMs: number;
  readonly text: { readonly milestone: string; readonly a: string; readonly b: string; readonly difference: string };
}

export interface TimeData {
  readonly atMs: number;
  readonly sequence: number;
  readonly before?: true;
  readonly how: "reached" | "passed" | "found";
  readonly timeSource: "receipt" | "server";
}

export interface FindingData extends Sided<Finding> {
  readonly class: string;
  readonly role?: number;
  readonly counts: { readonly a: number; readonly b: number };
  readonly text: { readonly subject: string; readonly a?: string; readonly b?: string };
}

interface SpecData {
  readonly role: number;
  readonly frames: Sided<{ readonly sequence: number }>;
  readonly changes: readonly JsonChange[];
  readonly text: string;
}

interface FinalData extends Sided<Stage> {
  readonly role: number;
  readonly same: boolean;
  readonly text: { readonly a?: string; readonly b?: string };
}

/** The same of `trendJson`: several runs against several. */
export interface TrendData {
  readonly sentences: readonly string[];
  readonly baseline: readonly GroupRunData[];
  readonly candidate: readonly GroupRunData[];
  readonly trends: readonly TrendRowData[];
  readonly parted: readonly {
    readonly group: "baseline" | "candidate";
    readonly run: string;
    readonly headline: string;
    readonly reasons: readonly string[];
  }[];
}

interface GroupRunData {
  readonly name: string;
  readonly frames: number;
  readonly durationMs: number;
}

export type TrendRowData = Trend & {
  readonly text: {
    readonly milestone: string;
    readonly baseline: string;
    readonly candidate: string;
    readonly p: string;
    readonly verdict: string;
  };
};

export function isTrendData(data: ComparisonData | TrendData): data is TrendData {
  return "trends" in data;
}

/** As a diff takes them: conditions of a status are then not shown as one. */
export function changesFromJson(changes: readonly JsonChange[]): readonly Change[] {
  return changes.map((change) => ({ ...change, segments: [] }) as unknown as Change);
}
