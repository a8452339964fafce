import { aboutBetween, asOneLine, clause, plural, shortDigest } from "../../narration/words.js";
import type { Clause } from "../kind-rules.js";
import type { ContainerFacts, ContainerRole, TerminatedState } from "./containers.js";
import { exitInWords, hasFailed, hasSucceeded, isLost } from "./exit-code.js";
import { isTrouble, waitingWhy } from "./waiting-reasons.js";

/** What happened to one container between two revisions: a start, a restart, an end, a wait, or a change of readiness. */
export function containerChanges(before: ContainerFacts | undefined, after: ContainerFacts): readonly Clause[] {
  const restarted = before !== undefined && after.restarts > before.restarts;
  const sameRun = before !== undefined && !restarted && stateKey(before) === stateKey(after);
  if (sameRun) return readinessChange(before, after);
  switch (after.state.kind) {
    case "unreported":
      return [];
    case "running":
      return [restarted ? restart(before, after) : start(after)];
    case "terminated":
      return [ended(after, after.state, before)];
    case "waiting":
      return waiting(before, after);
  }
}

/** Revisions with equal keys show the same run in the same state. A changed message is no new state. */
function stateKey({ state }: ContainerFacts): string {
  switch (state.kind) {
    case "waiting":
      return `waiting ${state.reason ?? ""}`;
    case "running":
      return `running ${state.startedMs ?? ""}`;
    case "terminated":
      return `terminated ${state.exitCode} ${state.finishedMs ?? ""}`;
    case "unreported":
      return "unreported";
  }
}

function start(after: ContainerFacts): Clause {
  const image =
    after.image === undefined ? "" : ` (image ${after.image}${after.digest === undefined ? "" : `, ${shortDigest(after.digest)}`})`;
  return clause(66, `${roleAndName(after)} started${image}`, {
    brief: `${after.name} running`,
    why:
      after.role === "init"
        ? "init containers run one after another; the next one starts when this one succeeds"
        : "the process is running; that alone does not mean that it works",
  });
}

function restart(before: ContainerFacts, after: ContainerFacts): Clause {
  const count = after.restarts - before.restarts;
  const how = after.last === undefined ? "" : ` after ${exitInWords(after.last)}`;
  const message = isEndNew(before, after) ? messageOf(after.last) : "";
  const number = count === 1 ? `restart ${after.restarts}` : `restarts ${before.restarts + 1} to ${after.restarts}, not all were observed`;
  return clause(70, `${roleAndName(after)} restarted${how} (${number})${message}`, {
    brief: `${after.name} restart ${after.restarts}`,
    why: "it is a new container in the same Pod: same node, same IP address, a fresh file system",
  });
}

function ended(after: ContainerFacts, state: TerminatedState, before?: ContainerFacts): Clause {
  if (isLost(state) || !state.hasRun) return endedUnseen(after, state, before);
  const reason = state.reason === undefined || state.reason === "Error" || state.reason === "Completed" ? "" : `, ${state.reason}`;
  const ran = aboutBetween(state.startedMs, state.finishedMs);
  const verb = hasSucceeded(state) && after.role === "init" ? "completed" : "terminated";
  return clause(
    72,
    `${roleAndName(after)} ${verb} with ${exitInWords(state)}${reason}${ran === undefined ? "" : ` after ${ran}`}${messageOf(state)}`,
    {
      brief: `${after.name} exit ${state.exitCode}`,
      why: state.reason === "OOMKilled" ? "it used more memory than its limit; the kernel killed it" : undefined,
    },
  );
}

/** The kubelet makes up the end of a container that it does not find. One that has waited until then never ran. */
function endedUnseen(after: ContainerFacts, state: TerminatedState, before: ContainerFacts | undefined): Clause {
  const { name, restarts, last, role } = after;
  const isFirstRun = restarts === 0 && last === undefined;
  const hasWaited = before === undefined ? !isLost(state) && role !== "init" : !["running", "terminated"].includes(before.state.kind);
  if (!state.hasRun && isFirstRun && hasWaited)
    return clause(72, `${roleAndName(after)} was never started${messageOf(state)}`, { brief: `${name} never started` });
  const what = isLost(state) ? `is lost (${state.reason}), with an unknown exit code` : "ended, without an exit code";
  return clause(72, `${roleAndName(after)} ${what}${messageOf(state)}`, { brief: `${name} ${isLost(state) ? state.reason : "ended"}` });
}

/** How a container failed before it was first seen. */
export function earlierFailure(container: ContainerFacts): Clause | undefined {
  const { state, last, role, restarts } = container;
  const end = state.kind === "terminated" ? state : last;
  if (end === undefined || role === "ephemeral" || !hasFailed(end)) return undefined;
  if (state.kind !== "running") return { ...ended(container, end), weight: 50 };
  const times = restarts <= 1 ? "" : ` ${plural(restarts, "time")}, most recently`;
  return clause(50, `${roleAndName(container)} was restarted${times} after ${exitInWords(end)}${messageOf(end)}`);
}

function messageOf(state: TerminatedState | undefined): string {
  return state?.message === undefined ? "" : `: ${asOneLine(state.message)}`;
}

/** The stage covers an ordinary wait (ContainerCreating); trouble and its end are worth a clause. */
function waiting(before: ContainerFacts | undefined, after: ContainerFacts): readonly Clause[] {
  const state = after.state;
  if (state.kind !== "waiting" || state.reason === undefined) return [];
  if (!isTrouble(after)) {
    if (before === undefined || !isTrouble(before)) return [];
    return [clause(40, `${roleAndName(after)} is waiting again (${state.reason})`, { brief: state.reason })];
  }
  const message = state.message === undefined ? "" : `: ${asOneLine(state.message)}`;
  const why = waitingWhy(state.reason);
  const wait = clause(74, `${roleAndName(after)} is waiting (${state.reason})${message}`, { brief: `${after.name} ${state.reason}`, why });
  return after.last !== undefined && isEndNew(before, after) ? [wait, ended(after, after.last)] : [wait];
}

/** Its last run ended between the two revisions: neither of them shows that end as its state. */
function isEndNew(before: ContainerFacts | undefined, { last }: ContainerFacts): boolean {
  if (before === undefined || last === undefined) return false;
  const known = [before.last, ...(before.state.kind === "terminated" ? [before.state] : [])];
  return !known.some((end) => end?.exitCode === last.exitCode && end.finishedMs === last.finishedMs);
}

function readinessChange(before: ContainerFacts, after: ContainerFacts): readonly Clause[] {
  if (after.role === "init" || after.role === "ephemeral") return [];
  if (before.ready !== after.ready) return [becameReady(after)];
  if (!before.started && after.started)
    return [clause(50, `the startup probe of ${after.name} passed`, { brief: `${after.name} started` })];
  return [];
}

function becameReady(after: ContainerFacts): Clause {
  const probe = after.probes.readiness ? "its readiness probe " : "";
  if (after.ready)
    return clause(64, `${roleAndName(after)} is ready${probe === "" ? "" : `: ${probe}passed`}`, { brief: `${after.name} ready` });
  return clause(64, `${roleAndName(after)} is no longer ready${probe === "" ? "" : `: ${probe}failed`}`, {
    brief: `${after.name} not ready`,
  });
}

const roleNames: Readonly<Record<ContainerRole, string>> = {
  container: "container",
  init: "init container",
  sidecar: "sidecar",
  ephemeral: "ephemeral container",
};

function roleAndName(container: ContainerFacts): string {
  return `${roleNames[container.role]} ${container.name}`;
}
