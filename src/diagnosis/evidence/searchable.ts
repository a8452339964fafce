import { bothEnds } from "../../lifecycle/narration/words.js";

/** Characters. The recorders of Kubernetes send 1024 at most; others can send any number. */
const maxSearched = 8192;

/**
 * A message as rules search it: both ends of one that is too long. The time that a pattern takes can grow with the square of a text that was made for
 * that.
 */
export function searchable(message: string): string {
  return bothEnds(message, maxSearched);
}
