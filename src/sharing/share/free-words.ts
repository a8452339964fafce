import { changedAroundPlaceholders, type Placeholders } from "../placeholders.js";
import { looksLikePseudonym } from "../pseudonyms/looks-like-pseudonym.js";
import { isPublicWord } from "../pseudonyms/public-words.js";

/**
 * What a person wrote (a title, a marker, the name of a session or of a file) may name people and companies that no object names. At level `identities` only
 * its public words, its pseudonyms and its placeholders stay; every other word becomes a placeholder.
 */
export function withoutFreeWords(text: string, placeholders: Placeholders): string {
  return changedAroundPlaceholders(text, (part) => replacedWords(part, placeholders));
}

function replacedWords(text: string, placeholders: Placeholders): string {
  return text.replace(/[\p{L}\p{N}]+/gu, (word) => (isPublicWord(word) || looksLikePseudonym(word) ? word : placeholders.of(word)));
}
