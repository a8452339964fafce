import type { Tone } from "../../lifecycle/kinds/kind-rules.js";
import type { ContainerFacts, TerminatedState } from "../../lifecycle/kinds/pod/containers.js";
import { exitInWords, isLost } from "../../lifecycle/kinds/pod/exit-code.js";
import { isTrouble } from "../../lifecycle/kinds/pod/waiting-reasons.js";
import { inShort, plural } from "../../lifecycle/narration/words.js";

/** A container in a few words: "running, ready, 2 restarts", "waiting, ImagePullBackOff". Can hold recorded text. */
export function containerText(container: ContainerFacts): { readonly text: string; readonly tone: Tone } {
  const { restarts, role } = container;
  const again = restarts === 0 ? "" : `, ${plural(restarts, "restart")}`;
  const what = role === "container" ? "" : ` (${role})`;
  return { text: `${stateWords(container)}${again}${what}`, tone: toneOf(container) };
}

function stateWords({ state, ready, role, last }: ContainerFacts): string {
  switch (state.kind) {
    case "running":
      return role === "init" || role === "ephemeral" ? "running" : `running, ${ready ? "ready" : "not ready"}`;
    case "waiting":
      return `waiting${state.reason === undefined ? "" : `, ${state.reason}`}${last === undefined ? "" : ` after ${exitInWords(last)}${messageOf(last)}`}`;
    case "terminated":
      if (isLost(state)) return `lost, ${exitInWords(state)}`;
      return state.hasRun ? `terminated, ${exitInWords(state)}${messageOf(state)}` : "never started";
    case "unreported":
      return "not started";
  }
}

function messageOf({ message }: TerminatedState): string {
  return message === undefined ? "" : `: ${inShort(message, maxMessage)}`;
}

/** Characters. */
const maxMessage = 160;

function toneOf(container: ContainerFacts): Tone {
  if (isTrouble(container)) return "bad";
  if (container.state.kind === "terminated") return "ended";
  return container.ready ? "good" : "progress";
}
