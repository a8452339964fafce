import { type FindingGroup, groupFindings } from "../../diagnosis/group-findings.js";
import { finalFindings, type SessionAnalysis } from "../../interpret/session-analysis.js";

/** The steps that a report shows in detail: sequences, ascending. */
interface KeySteps {
  /** Where findings open and are resolved, and where somebody changed what is wanted. */
  readonly changes: readonly number[];
  /** Kubernetes Events that findings rest on: the latest of each reason. */
  readonly events: readonly number[];
}

const maxChanges = 24;
const maxEvents = 30;

/** Milestones at which the desired state changed. */
const desiredChanged = /^(?:Rollout \d+: begun|Scaled|Image changed|Resize asked|Suspended|Resumed|Paused)$/;

/** Failures first where there are too many steps. */
export function keyStepsOf(analysis: SessionAnalysis): KeySteps {
  const failures = groupFindings(finalFindings(analysis)).filter(({ finding }) => finding.severity !== "info");
  const events = failures.flatMap(({ finding }) => finding.events.map(({ sequence }) => sequence));
  const changes = [
    ...failures.map(({ finding }) => finding.firstSequence),
    ...desiredChanges(analysis),
    ...failures.flatMap((group) => resolutionOf(group, analysis)),
  ];
  return { changes: ascending(changes, maxChanges), events: ascending(events, maxEvents) };
}

/** Of objects that no controller owns: it changes the others itself. */
function desiredChanges({ objects }: SessionAnalysis): readonly number[] {
  return objects.flatMap(({ owners, milestones }) =>
    owners.length > 0 ? [] : milestones.filter(({ name }) => desiredChanged.test(name)).map(({ sequence }) => sequence),
  );
}

function resolutionOf({ finding }: FindingGroup, { findings: { news, versions } }: SessionAnalysis): readonly number[] {
  const end = news.findLast(
    ({ kind, finding: index, atEnd }) =>
      kind === "resolved" && !atEnd && versions[index]?.class === finding.class && versions[index]?.object.uid === finding.object.uid,
  );
  return end === undefined ? [] : [end.sequence];
}

function ascending(sequences: readonly number[], most: number): readonly number[] {
  return [...new Set(sequences)].slice(0, most).sort((a, b) => a - b);
}
