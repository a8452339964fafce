import { UsageError } from "../../errors.js";
import { assertNever } from "../../model/assert-never.js";
import { momentErrorText, momentOf, screenMoment } from "../../replay/moment.js";
import { answerChoice, answerLabel } from "../lesson/lesson-moves.js";
import { markerLabel, markerPrompt, nextMarkerPrompt, submitMarker, whyNoMarkers } from "./marker-moves.js";
import type { PlayerState, Prompt } from "./player-state.js";
import { startSearch } from "./search-moves.js";
import { seeking } from "./seek-moves.js";
import { doing, only, say, type Updated, without } from "./updated.js";

/** Opens a line to type into. It begins empty, or with the current filter or marker; never with recorded text that could become a path. */
export function openPrompt(state: PlayerState, kind: Prompt["kind"]): PlayerState {
  if (kind === "marker") {
    const refusal = whyNoMarkers(state);
    return refusal === undefined ? { ...state, prompt: markerPrompt(state) } : say(state, refusal, "bad");
  }
  return { ...state, prompt: { kind, text: kind === "filter" ? (state.filter?.words ?? "") : "" } };
}

/** The label of the line. */
export function promptLabel(state: PlayerState, prompt: Prompt): string {
  switch (prompt.kind) {
    case "jump":
      return "go to (12, 1.4s, 50% or 10:57:39Z): ";
    case "filter":
      return "only objects (pod/web, rs, a name; empty for all): ";
    case "search":
      return state.pane === "yaml" ? "search in whole objects: " : "search in changes: ";
    case "marker":
      return markerLabel(state, prompt);
    case "write":
      return "write to file: ";
    case "answer":
      return answerLabel(state);
    default:
      return assertNever(prompt.kind);
  }
}

const maxLength = 200;

export function promptKey(state: PlayerState, prompt: Prompt, key: string): Updated {
  const typed = (text: string) =>
    only({ ...state, prompt: { ...prompt, text: text.slice(0, Math.max(maxLength, prompt.marker?.text.length ?? 0)) } });
  const closed = without(state, "prompt");
  switch (key) {
    case "escape":
      return only(closed);
    case "enter":
      return submit(closed, prompt);
    case "backspace":
      return prompt.text === "" ? only(closed) : typed([...prompt.text].slice(0, -1).join(""));
    case "tab":
      return only(prompt.kind === "marker" ? { ...state, prompt: nextMarkerPrompt(state, prompt) } : state);
    case "ctrl-u":
      return typed("");
    default:
      // Names of keys are longer than one character.
      return [...key].length === 1 ? typed(prompt.text + key) : only(state);
  }
}

function submit(state: PlayerState, prompt: Prompt): Updated {
  const text = prompt.text.trim();
  switch (prompt.kind) {
    case "jump":
      return text === "" ? only(state) : jump(state, text);
    case "filter":
      return doing({ ...state, seeking: { what: "step of these objects" }, keysWaiting: [] }, { kind: "filter", words: text });
    case "search":
      return startSearch(state, text);
    case "marker":
      return submitMarker(state, prompt, text);
    case "answer":
      return answerChoice(state, text);
    case "write":
      return text === "" ? only(state) : doing(state, { kind: "write", file: text });
    default:
      return assertNever(prompt.kind);
  }
}

function jump(state: PlayerState, text: string): Updated {
  try {
    const moment = momentOf(text, state.session.summary, { flag: screenMoment, time: state.time });
    return seeking(state, { kind: "moment", moment, isTyped: true }, "such moment");
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return only(say(state, momentErrorText(error), "bad"));
  }
}
