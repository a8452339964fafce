// What a recorded session must say, and whether it is all that a plain watch saw. Pure functions over lines of JSON; each returns the problems
// it found, in words: none is good.
import { isDeepStrictEqual } from "node:util";

/** `replayed`: the lines of `kubespy replay -o json`, parsed. */
export function judgeSession(replayed, expected) {
  const problems = [];
  const trails = trailsOf(replayed);
  for (const [name, stages] of Object.entries(expected.stages ?? {}))
    if (!matching(trails, name).some((trail) => isSubsequence(stages, trail)))
      problems.push(`no ${name} went through ${stages.join(", ")}: ${told(trails, name)}`);
  for (const [name, ends] of Object.entries(expected.ends ?? {}))
    if (!matching(trails, name).some((trail) => ends.includes(beforeDeletion(trail).at(-1))))
      problems.push(`no ${name} ended in ${ends.join(" or ")}: ${told(trails, name)}`);
  for (const [name, stages] of Object.entries(expected.never ?? {}))
    if (matching(trails, name).some((trail) => trail.some((stage) => stages.includes(stage))))
      problems.push(`${name} reached ${stages.join(" or ")}: ${told(trails, name)}`);
  for (const [name, reasons] of Object.entries(expected.waiting ?? {}))
    if (!reasons.some((reason) => isWaitingFor(replayed, name, reason)))
      problems.push(`no container of ${name} waited with ${reasons.join(" or ")}`);
  const seen = new Set(replayed.filter((line) => line.object?.kind === "Event" && !line.initial).map((line) => line.revision?.reason));
  for (const reason of expected.events ?? [])
    if (!seen.has(reason)) problems.push(`no Event ${reason}; there were ${[...seen].join(", ") || "none"}`);
  for (const gap of replayed.filter((line) => line.type === "GAP" && line.possibleLoss))
    problems.push(`a gap that may have lost something: ${gap.reason}`);
  return problems;
}

/** Stage by stage, of every incarnation. */
function trailsOf(replayed) {
  const trails = new Map();
  for (const { object, stage, passed = [] } of replayed) {
    if (object === undefined || object.kind === "Event" || stage === undefined) continue;
    const trail = trails.get(object.uid) ?? { name: `${object.kind}/${object.name}`, stages: [] };
    trails.set(object.uid, trail);
    for (const next of [...passed, stage.name]) if (trail.stages.at(-1) !== next) trail.stages.push(next);
  }
  return [...trails.values()];
}

function matching(trails, pattern) {
  return trails.filter(({ name }) => nameMatches(name, pattern)).map(({ stages }) => stages);
}

function nameMatches(name, pattern) {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function isSubsequence(wanted, all) {
  let at = 0;
  for (const item of all) if (item === wanted[at]) at++;
  return at === wanted.length;
}

function beforeDeletion(trail) {
  return trail.filter((stage) => stage !== "Terminating" && stage !== "Deleted");
}

function told(trails, pattern) {
  const found = matching(trails, pattern).map((trail) => trail.join(" > "));
  return found.length === 0 ? "it was not recorded" : found.join("; ");
}

function isWaitingFor(replayed, pattern, reason) {
  return replayed.some(
    ({ object, revision }) =>
      object?.kind === "Pod" &&
      nameMatches(`Pod/${object.name}`, pattern) &&
      (revision?.status?.containerStatuses ?? []).some((status) => status.state?.waiting?.reason === reason),
  );
}

/**
 * `recorded`: lines of `kubespy export --as watch`, parsed; `watched`: lines of a plain watch of one collection beside it. Of every object that was
 * recorded, both must hold the same changes in the same order: from its initial state, where it was there before, up to the last change that
 * was recorded of this collection.
 */
export function compareWithWatch(recorded, watched, kind) {
  const all = recorded.filter((line) => line.object?.kind === kind);
  const last = watched.findLastIndex((event) => all.some((line) => isSame(line, event)));
  const seen = watched.slice(0, last + 1).filter((event) => event.type !== "BOOKMARK");
  return [...new Set(all.map(uidOf))].flatMap((uid) => {
    const ours = all.filter((line) => uidOf(line) === uid);
    const [first] = ours;
    const theirs = seen.filter((event) => uidOf(event) === uid);
    const begun = first.initial ? theirs.findIndex((event) => versionOf(event) === versionOf(first)) + 1 : 0;
    return differences(first.initial ? ours.slice(1) : ours, theirs.slice(begun), `${kind}/${first.object.metadata.name}`);
  });
}

function differences(ours, theirs, name) {
  const problems = [];
  if (ours.length !== theirs.length) problems.push(`${name}: ${ours.length} changes were recorded, a plain watch saw ${theirs.length}`);
  const at = ours.findIndex(
    (line, i) => theirs[i] === undefined || !isSame(line, theirs[i]) || !isDeepStrictEqual(line.object, theirs[i].object),
  );
  if (at >= 0) problems.push(`${name}: change ${at + 1} is ${named(ours[at])}, a plain watch saw ${named(theirs[at])}`);
  return problems;
}

function uidOf(line) {
  return line.object?.metadata?.uid;
}

function versionOf(line) {
  return line.object?.metadata?.resourceVersion;
}

function isSame(line, event) {
  return line.type === event.type && uidOf(line) === uidOf(event) && versionOf(line) === versionOf(event);
}

function named(line) {
  return line === undefined ? "nothing" : `${line.type} ${line.object.kind}/${line.object.metadata.name} at ${versionOf(line)}`;
}
