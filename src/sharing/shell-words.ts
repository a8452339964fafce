/** A word of a shell script: its text without quotes, and where it stands. */
interface ShellWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What separates it from the word before: "" for white space, else operators such as "|", "&&", "<<<". */
  readonly operator: string;
}

/**
 * Splits a script into words as a shell does: quotes join, operators separate. It expands nothing, and expects nothing to be closed: an end within quotes
 * ends the word.
 */
export function shellWords(script: string): readonly ShellWord[] {
  const words: ShellWord[] = [];
  let operator = "";
  for (const token of script.matchAll(tokens)) {
    const [raw, isOperator] = token;
    if (isOperator !== undefined) operator += raw.trim() === "" ? "\n" : raw;
    else if (!/^\s/.test(raw)) {
      words.push({ text: unquoted(raw), start: token.index, end: token.index + raw.length, operator });
      operator = "";
    }
  }
  return words;
}

/** Operators and line ends; white space; words. */
const tokens = /([;|&()<>]+|\n)|[^\S\n]+|(?:'[^']*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|\\[\s\S]|[^\s;|&()<>'"\\]|\\$)+/g;

function unquoted(raw: string): string {
  return raw.replace(
    /\$?'([^']*)(?:'|$)|\$?"((?:[^"\\]|\\[\s\S])*)(?:"|\\?$)|\\([\s\S])/g,
    (_, single: string | undefined, double: string | undefined, escaped: string | undefined) =>
      single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? "",
  );
}
