import type { Finding } from "../../diagnosis/engine/finding.js";
import type { Uid } from "../../model/kube-object.js";
import type { NameSubstitutions } from "../differences/name-substitutions.js";
import type { LoadRevision } from "../differences/spec-differences.js";
import type { Divergence } from "../divergence.js";
import { maxReasons } from "../heuristics.js";
import type { Role } from "../match/align-runs.js";
import { isFine } from "../run/path.js";
import { otherSide, type Side, sides } from "../sides.js";
import { findingReasons } from "./finding-reasons.js";
import { imageReason } from "./image-reason.js";
import type { Reason, ReasonFacts, SpecSearch } from "./reason.js";
import { specReason } from "./spec-reason.js";
import { type FailureFamily, familyOfClass, familyOfStep } from "./spec-rules.js";

/**
 * The reasons, the strongest first: a failure of another object that only one run has (a missing ConfigMap, a quota); a difference of specs that
 * explains the divergence; the failure itself in its own words; an image that one run had to pull; and what merely differs.
 */
export async function findReasons(facts: ReasonFacts, names: NameSubstitutions, load: LoadRevision): Promise<readonly Reason[]> {
  const { divergence, delay, roles } = facts;
  if (roles.every(({ a, b }) => a === undefined || b === undefined)) return [];
  const focus = divergence === undefined ? delay?.role : roleOf(divergence, facts);
  const failures = findingReasons(facts, focus);
  const spec =
    focus === undefined
      ? undefined
      : await specReason(
          focus,
          searchesOf(
            facts,
            failures.filter(({ explains }) => explains),
          ),
          divergence?.frames,
          names,
          load,
        );
  const elsewhere = failures.filter(({ finding }) => !isAbout(finding, focus));
  const own = failures.filter((reason) => !elsewhere.includes(reason));
  const image = imageReason(facts, focus);
  const reasons: readonly (Reason | undefined)[] = [...elsewhere, spec, ...own, noPods(facts, focus), image];
  const found = reasons.filter((reason) => reason !== undefined);
  return [...found.filter(({ explains }) => explains), ...found.filter(({ explains }) => !explains)].slice(0, maxReasons);
}

/** Of a finding about something that is not recorded, as a missing ConfigMap: what waits for it. */
function roleOf(divergence: Divergence, { runs, roles }: ReasonFacts): Role | undefined {
  if (divergence.kind === "step") return divergence.pathDivergence.role;
  const { role, side, finding } = divergence;
  if (role !== undefined) return role;
  const { findings } = runs[side];
  const index = findings.indexOf(finding);
  const uids = findings.filter(({ causes }) => causes.includes(index)).map(({ object }) => object.uid);
  return roles.find((each) => uids.includes(each[side]?.object.ref.uid as Uid));
}

function isAbout({ object }: Finding, role: Role | undefined): boolean {
  return sides.some((side) => role?.[side]?.object.ref.uid === object.uid);
}

/** The failures first, then the steps. */
function searchesOf(
  { divergence, delay }: ReasonFacts,
  failures: readonly { readonly side: Side; readonly finding: Finding }[],
): readonly SpecSearch[] {
  const searches: SpecSearch[] = [];
  const add = (family: FailureFamily | undefined, container: string | undefined, isOfFinding = false) => {
    if (family !== undefined) searches.push({ family, isOfFinding, ...(container === undefined ? {} : { container }) });
  };
  for (const { finding } of failures) add(familyOfClass(finding.class), finding.container, true);
  if (divergence?.kind === "finding") add(familyOfClass(divergence.finding.class), divergence.finding.container, true);
  if (divergence?.kind === "step") {
    const { next, common, kind } = divergence.pathDivergence;
    for (const side of sides) {
      const [step, other] = [next[side], next[otherSide(side)]];
      if (step !== undefined && !isFine(step)) add(familyOfStep(step.key), step.interval.container);
      // The other run went on, and this one did not.
      const isBehind = step === undefined || (other?.key === "Ready" && step.key !== "Ready" && isFine(step));
      if (isBehind && isFine(other)) for (const family of familiesBehind(common?.[side].key)) add(family, undefined);
    }
    if (kind === "ending" || kind === "alone") add("scale", undefined);
  }
  if (divergence === undefined && delay !== undefined) for (const family of familiesOfDelay(delay.milestone)) add(family, undefined);
  return searches;
}

/** What keeps a Pod in a step. */
function familiesBehind(key: string | undefined): readonly FailureFamily[] {
  switch (key) {
    case "Created":
      return ["schedule"];
    case "Scheduled":
    case "Creating":
      return ["volume", "create"];
    case "Running":
      return ["ready"];
    default:
      return [];
  }
}

/** What the time before a milestone is spent with. */
function familiesOfDelay(milestone: string): readonly FailureFamily[] {
  if (milestone === "Scheduled") return ["schedule"];
  if (/^(Container ready|Ready|Started up)$/.test(milestone)) return ["ready"];
  return milestone === "Image pulled" ? ["pull"] : [];
}

/** The endpoints of a Service diverge because only one run has Pods for it. */
function noPods({ roles }: ReasonFacts, focus: Role | undefined): Reason | undefined {
  const service = focus === undefined ? undefined : serviceOf(focus);
  if (service === undefined) return undefined;
  for (const side of sides) {
    const hasNone = roles.every((role) => role.kind !== "/Pod" || role[side] === undefined);
    const pods = roles.filter((role) => role.kind === "/Pod" && role[otherSide(side)] !== undefined);
    if (hasNone && pods.length > 0) return { kind: "no-pods", explains: true, side, role: service, pods };
  }
  return undefined;
}

function serviceOf(role: Role): Role | undefined {
  if (role.kind === "/Service") return role;
  if (role.kind === "/Endpoints") return role;
  return role.kind === "discovery.k8s.io/EndpointSlice" ? (role.owner ?? role) : undefined;
}
