import { widthOf, wrap } from "./width.js";

/**
 * As `wrap`, but a command is never broken: one in quotes or backticks, or at the end after a colon. Where it does not fit it begins a line, and may be
 * wider than the columns: the terminal wraps it then, and it can still be selected and pasted as a whole.
 */
export function wrapAroundCommands(text: string, columns: number): readonly string[] {
  if (!/kubectl |kubespy /.test(text)) return wrap(text, columns);
  const lines: string[] = [];
  let line = "";
  const endLine = () => {
    if (line !== "") lines.push(line);
    line = "";
  };
  for (const { text: part, isCommand } of partsOf(text)) {
    if (!isCommand) {
      const wrapped = wrap(line === "" ? part : `${line} ${part}`, columns);
      for (const whole of wrapped.slice(0, -1)) lines.push(whole);
      line = wrapped.at(-1) ?? "";
      continue;
    }
    if (line !== "" && widthOf(line) + 1 + widthOf(part) > columns) endLine();
    line = line === "" ? part : `${line} ${part}`;
    if (widthOf(line) > columns) endLine();
  }
  endLine();
  return lines;
}

/** With the punctuation behind it. */
const command = /"(?:kubectl|kubespy) [^"]*"[^\s]*|`(?:kubectl|kubespy) [^`]*`[^\s]*|(?<=: )(?:kubectl|kubespy) .*$/gs;

function partsOf(text: string): readonly { readonly text: string; readonly isCommand: boolean }[] {
  const parts: { text: string; isCommand: boolean }[] = [];
  let end = 0;
  for (const found of text.matchAll(command)) {
    const before = text.slice(end, found.index).trim();
    if (before !== "") parts.push({ text: before, isCommand: false });
    parts.push({ text: found[0], isCommand: true });
    end = found.index + found[0].length;
  }
  const after = text.slice(end).trim();
  return after === "" ? parts : [...parts, { text: after, isCommand: false }];
}
