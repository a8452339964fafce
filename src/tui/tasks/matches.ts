import type { FrameNarrator } from "../../interpret/interpret-at.js";
import type { Frame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import { isWanted } from "../../replay/wanted.js";
import { wholeObjectLines } from "../../report/replay/whole-object.js";
import { SearchPattern } from "../view/search-pattern.js";
import { unfoldKey } from "../view/whole-object.js";
import type { Yielder } from "./yielder.js";

/** What is searched for, and where. */
export interface StepSearch {
  readonly text: string;
  /** `changes`: the words about a step and what changed in it. `objects`: the whole object after it, line by line. */
  readonly scope: "changes" | "objects";
  /** Also in what is hidden as noise. */
  readonly noise: boolean;
  /** The incarnations whose steps are shown; absent: all. */
  readonly uids?: readonly Uid[] | undefined;
}

/** The steps that match, from the first step on, those found so far. */
export interface MatchedSteps {
  readonly search: StepSearch;
  /** Ascending. Others are appended as they are found: the first `count` belong to this answer. */
  readonly sequences: readonly number[];
  readonly count: number;
  /** All steps up to this one were searched. */
  readonly readSequence: number;
}

/** Whether a step matches. */
export async function isMatch(frame: Frame, search: StepSearch, narrator: FrameNarrator): Promise<boolean> {
  const { text, scope, noise } = search;
  if (scope === "changes") return isWanted(frame, { kind: "text", text, noise }, narrator);
  if (frame.kind === "gap") return false;
  const pattern = new SearchPattern(text);
  return wholeObjectLines(frame.revision.object, { noise, unfold: unfoldKey }).some((line) => pattern.matches(line));
}

/** Steps between two answers. */
const stepsPerAnswer = 256;

/** Searches the steps of a session from its first on, or from where an answer was left; each answer says how far. */
export async function* findMatches(
  reader: Pick<SessionReader, "summary" | "frames">,
  narrator: FrameNarrator,
  search: StepSearch,
  { known, yielder }: { readonly known?: MatchedSteps | undefined; readonly yielder: Yielder },
): AsyncGenerator<MatchedSteps> {
  const { frames } = reader.summary;
  const sequences = known === undefined ? [] : known.sequences.slice(0, known.count);
  const answer = (readSequence: number): MatchedSteps => ({ search, sequences, count: sequences.length, readSequence });
  const { readSequence = 0 } = known ?? {};
  let steps = 0;
  const uids = search.uids === undefined ? {} : { uids: search.uids };
  for await (const frame of reader.frames({ fromSequence: readSequence + 1, toSequence: frames, ...uids })) {
    if (await isMatch(frame, search, narrator)) sequences.push(frame.sequence);
    if (++steps % stepsPerAnswer === 0) yield answer(frame.sequence);
    await yielder.pause();
  }
  yield answer(frames);
}
