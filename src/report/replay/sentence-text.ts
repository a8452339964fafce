import type { Narration } from "../../lifecycle/narration/narrate.js";
import { bothEnds } from "../../lifecycle/narration/words.js";

/** Characters of one part of a sentence: on a terminal some four lines; a pipe has room for most messages. */
const maxPart = { terminal: 400, pipe: 2000 };

/** The sentence of a narration for a screen: of each part with a long message both ends, so that no part hides another. */
export function sentenceText({ sentence, parts }: Narration, screen: keyof typeof maxPart): string {
  const most = maxPart[screen];
  return parts.reduce(
    (text, part) => (part.length > most ? text.replace(part.slice(1), () => bothEnds(part.slice(1), most)) : text),
    sentence,
  );
}
