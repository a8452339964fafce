import type { Finding } from "../../diagnosis/engine/finding.js";
import type { Change } from "../../diff/diff-objects.js";
import type { FindingPair } from "../differences/finding-pairs.js";
import type { MilestonePair } from "../differences/milestone-pairs.js";
import type { Divergence } from "../divergence.js";
import type { Role } from "../match/align-runs.js";
import type { Run } from "../run/run.js";
import type { Side } from "../sides.js";
import type { FailureFamily } from "./spec-rules.js";

/** Why two runs diverge, or why one was slower, by what was recorded. `explains`: a rule says so; otherwise it only differs as well. */
export type Reason =
  /** A difference of desired states. */
  | {
      readonly kind: "spec";
      readonly explains: boolean;
      /** The object in which somebody wrote it: the owner with the Pod template where it comes from there. */
      readonly role: Role;
      readonly inTemplate: boolean;
      readonly changes: readonly Change[];
    }
  /** A failure that only this run has, and that nothing else explains. */
  | { readonly kind: "finding"; readonly explains: boolean; readonly side: Side; readonly role?: Role; readonly finding: Finding }
  /** This run has no Pod for a Service, the other one has these. */
  | { readonly kind: "no-pods"; readonly explains: true; readonly side: Side; readonly role: Role; readonly pods: readonly Role[] }
  /** This run pulled the image of a container, which was on the node already in the other. */
  | {
      readonly kind: "image";
      readonly explains: boolean;
      readonly side: Side;
      readonly role: Role;
      readonly container?: string;
      readonly tookMs?: number;
    };

/** What the search for reasons looks at. */
export interface ReasonFacts {
  readonly runs: Record<Side, Run>;
  readonly roles: readonly Role[];
  readonly divergence: Divergence | undefined;
  readonly findings: readonly FindingPair[];
  readonly milestones: readonly MilestonePair[];
  /** The time difference that the headline names. */
  readonly delay: Delay | undefined;
}

/** What to look for among the differences of specs. */
export interface SpecSearch {
  readonly family: FailureFamily;
  /** The container that failed, where that is known. */
  readonly container?: string;
  /** It is the family of a finding, and not just of the step that the object is in. */
  readonly isOfFinding: boolean;
}

/** A time difference: of the role where it is most, and the milestone before which it arose. */
interface Delay {
  readonly role: Role;
  /** The run that was slower. */
  readonly side: Side;
  readonly byMs: number;
  readonly milestone: string;
}
