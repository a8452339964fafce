import { assertNever } from "../model/assert-never.js";
import { parseMoment } from "../replay/moment.js";
import type { Updated } from "./player-event.js";
import { type PlayerState, type Prompt, playheadMs } from "./player-state.js";

/** Opens a line to type into. It begins empty, or with the filter that is on; never with anything recorded that could become a path. */
export function openPrompt(state: PlayerState, kind: Prompt["kind"]): PlayerState {
  return { ...state, prompt: { kind, text: kind === "filter" ? (state.filter?.words ?? "") : "" } };
}

/** What the line asks for. */
export function promptLabel(kind: Prompt["kind"]): string {
  switch (kind) {
    case "jump":
      return "go to (12, 1.4s or 50%): ";
    case "filter":
      return "only objects (pod/web, rs, a name; nothing for all): ";
    case "search":
      return "search: ";
    case "marker":
      return "marker: ";
    case "write":
      return "write to file: ";
    default:
      return assertNever(kind);
  }
}

const longest = 200;

export function promptKey(state: PlayerState, prompt: Prompt, key: string): Updated<PlayerState> {
  const typed = (text: string): Updated<PlayerState> => ({
    state: { ...state, prompt: { ...prompt, text: text.slice(0, longest) } },
    effects: [],
  });
  switch (key) {
    case "escape":
      return { state: closed(state), effects: [] };
    case "enter":
      return submit(closed(state), prompt);
    case "backspace":
      return prompt.text === "" ? { state: closed(state), effects: [] } : typed([...prompt.text].slice(0, -1).join(""));
    case "ctrl-u":
      return typed("");
    default:
      // Names of keys are longer than one character.
      return [...key].length === 1 ? typed(prompt.text + key) : { state, effects: [] };
  }
}

function submit(state: PlayerState, { kind, text: typed }: Prompt): Updated<PlayerState> {
  const text = typed.trim();
  switch (kind) {
    case "jump":
      return text === "" ? { state, effects: [] } : jump(state, text);
    case "filter":
      return {
        state: { ...state, seeking: { what: "step of these objects" }, keysWaiting: [] },
        effects: [{ kind: "filter", words: text }],
      };
    case "search":
      return search(state, text);
    case "marker":
      return text === "" ? { state, effects: [] } : { state, effects: [{ kind: "mark", marker: { offsetMs: playheadMs(state), text } }] };
    case "write":
      return text === "" ? { state, effects: [] } : { state, effects: [{ kind: "write", file: text }] };
    default:
      return assertNever(kind);
  }
}

function jump(state: PlayerState, text: string): Updated<PlayerState> {
  try {
    const moment = parseMoment(text, "go to");
    return {
      state: { ...state, seeking: { what: "such moment" } },
      effects: [{ kind: "seek", query: { kind: "moment", moment }, what: "such moment" }],
    };
  } catch {
    return {
      state: { ...state, message: { text: `"${text}" is no moment: type 12 (a sequence), 1.4s (an offset) or 50%`, tone: "bad" } },
      effects: [],
    };
  }
}

function search(state: PlayerState, text: string): Updated<PlayerState> {
  const { search: _, ...rest } = state;
  if (text === "") return { state: rest, effects: [] };
  const what = `further match of "${text}"`;
  const query = { kind: "next", what: { kind: "text", text }, direction: 1 } as const;
  return { state: { ...rest, search: text, seeking: { what } }, effects: [{ kind: "seek", query, what }] };
}

function closed(state: PlayerState): PlayerState {
  const { prompt: _, ...rest } = state;
  return rest;
}
