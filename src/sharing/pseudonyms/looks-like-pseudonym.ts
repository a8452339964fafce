import { isKeptAddress, parseV4, parseV6 } from "./addresses.js";
import { isUidPseudonym } from "./ids.js";
import { isRootPseudonym } from "./name-forms.js";

/**
 * Whether a text, as a whole, has the form of a pseudonym that a share before may have given: of a name, perhaps with suffixes or after its kind (`Pod/NAME`), of
 * a host, of a uid.
 */
export function looksLikePseudonym(text: string): boolean {
  const name = text.replace(/^[A-Z][A-Za-z]*\//, "");
  return isUidPseudonym(name) || name.split(/[-_.@]/).some(isRootPseudonym) || /^fd[0-9a-f]{2}:[0-9a-f:]*:[0-9a-f]*$/i.test(name);
}

/** Within 10.0.0.0/8 and fd00::/8, or one that a share keeps. So are the addresses of many clusters. */
export function isAddressPseudonym(text: string): boolean {
  const bytes = parseV4(text) ?? parseV6(text);
  return bytes !== undefined && (bytes[0] === (bytes.length === 4 ? 10 : 0xfd) || isKeptAddress(bytes));
}
