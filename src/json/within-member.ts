import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET, QUOTE } from "./characters.js";

/** Whether `at` lies in the object that is the value of this member of the outermost one, and in nothing inside it. False where there is white space before it. */
export function isWithinMember(text: string, at: number, name: string): boolean {
  let [depth, value, isString] = [0, 0, false];
  for (let i = 0; i < at; i++) {
    const code = text.charCodeAt(i);
    if (isString && code === BACKSLASH) i++;
    else if (code === QUOTE) isString = !isString;
    else if (isString) continue;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth++;
      if (depth === 2) value = i;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
  }
  const key = `${JSON.stringify(name)}:`;
  return depth === 2 && text.startsWith(key, value - key.length);
}
