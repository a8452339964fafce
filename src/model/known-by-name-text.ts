/** Composes and cuts the list of an omission in one place, so that a share finds the list however it is worded. */
const listStart = " or no earlier state: ";

/** `start`: what is before the list, for people. */
export function knownByNameText(start: string, list: string): string {
  return `${start}${listStart}${list}`;
}

/** Counts alone: no object need be in the recording for a share to know that these are names. Any other text stays. */
export function withoutKnownNames(text: string): string {
  const at = text.startsWith("states: ") ? text.indexOf(listStart) : -1;
  return at < 0 ? text : text.slice(0, at + listStart.length - 2);
}
