import { aboutBetween, clause, inShort, shortDigest } from "../../narration/words.js";
import type { Clause } from "../kind-rules.js";
import type { ContainerFacts, ContainerRole, TerminatedState } from "./containers.js";
import { exitInWords } from "./exit-code.js";
import { isTrouble, waitingWhy } from "./waiting-reasons.js";

/** What became of one container between two revisions: restarted, ended, started, waits, became ready or not. Nothing when nothing did. */
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
      return [ended(after, after.state)];
    case "waiting":
      return waits(before, after);
  }
}

/** Two revisions with the same key tell of the same run in the same state. A message that was reworded is no new state. */
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
    after.image === undefined ? "" : ` (image ${after.image}${after.digest === undefined ? "" : ` is ${shortDigest(after.digest)}`})`;
  return clause(66, `${titleOf(after)} started${image}`, {
    brief: `${after.name} running`,
    why:
      after.role === "init"
        ? "init containers run one after the other; the next starts when this one has succeeded"
        : "the image was resolved to a digest and the process runs; that alone does not say that it works",
  });
}

function restart(before: ContainerFacts, after: ContainerFacts): Clause {
  const count = after.restarts - before.restarts;
  const how = after.last === undefined ? "" : ` after ${exitInWords(after.last)}`;
  const number = count === 1 ? `restart ${after.restarts}` : `restarts ${before.restarts + 1} to ${after.restarts}, not all of them seen`;
  return clause(70, `${titleOf(after)} was started again${how} (${number})`, {
    brief: `${after.name} restart ${after.restarts}`,
    why: "it is a new container in the same Pod: same node, same IP address, its file system fresh from the image",
  });
}

function ended(after: ContainerFacts, state: TerminatedState): Clause {
  const ran = aboutBetween(state.startedMs, state.finishedMs);
  const reason = state.reason === undefined || state.reason === "Error" || state.reason === "Completed" ? "" : `, ${state.reason}`;
  const message = state.message === undefined ? "" : `: ${inShort(state.message)}`;
  const verb = state.exitCode === 0 && after.role === "init" ? "finished" : "ended";
  return clause(72, `${titleOf(after)} ${verb} with ${exitInWords(state)}${reason}${ran === undefined ? "" : ` after ${ran}`}${message}`, {
    brief: `${after.name} exit ${state.exitCode}`,
    why: state.reason === "OOMKilled" ? "it used more memory than its limit allows; the kernel killed it" : undefined,
  });
}

/** ContainerCreating after nothing is told with the stage; what is worth a word is trouble, or the end of trouble. */
function waits(before: ContainerFacts | undefined, after: ContainerFacts): readonly Clause[] {
  const state = after.state;
  if (state.kind !== "waiting" || state.reason === undefined) return [];
  if (!isTrouble(after)) {
    if (before === undefined || !isTrouble(before)) return [];
    return [clause(40, `${titleOf(after)} is reported as ${state.reason} again`, { brief: state.reason })];
  }
  const message = state.message === undefined ? "" : `: ${inShort(state.message)}`;
  const why = waitingWhy(state.reason);
  return [clause(74, `${titleOf(after)} waits in ${state.reason}${message}`, { brief: `${after.name} ${state.reason}`, why })];
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
    return clause(64, `${titleOf(after)} is ready${probe === "" ? "" : `: ${probe}passed`}`, { brief: `${after.name} ready` });
  return clause(64, `${titleOf(after)} is no longer ready${probe === "" ? "" : `: ${probe}failed`}`, { brief: `${after.name} not ready` });
}

const roleNames: Readonly<Record<ContainerRole, string>> = {
  container: "container",
  init: "init container",
  sidecar: "sidecar",
  ephemeral: "ephemeral container",
};

function titleOf(container: ContainerFacts): string {
  return `${roleNames[container.role]} ${container.name}`;
}
