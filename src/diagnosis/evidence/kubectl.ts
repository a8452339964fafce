import { shellWord } from "../../io/suggested-command.js";

/** A kubectl command to paste. Names come from a recording, so anything but a plain word is quoted. */
export function kubectl(words: readonly string[], namespace?: string): string {
  let command = "kubectl";
  for (const word of words) command += ` ${shellWord(word)}`;
  return namespace === undefined ? command : `${command} -n ${shellWord(namespace)}`;
}
