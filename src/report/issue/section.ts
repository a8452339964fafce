/** A part of a report that may not have room: each item whole or not at all. */
export interface Section {
  /** Lines before the items, and after them; not shown without any item. */
  readonly head: readonly string[];
  readonly foot: readonly string[];
  /** The most important first. */
  readonly items: readonly (readonly string[])[];
  /** Says what is left out, in words, after the items that are shown. */
  readonly leftOut: (count: number) => string;
}

/** Characters that the words about what is left out may take. */
const reserve = 300;

/** As many items as fit into this many characters, and what is left out in words. Empty where there is nothing, or no room for one item. */
export function fitted({ head, foot, items, leftOut }: Section, maxCharacters: number): readonly string[] {
  if (items.length === 0) return [];
  const room = maxCharacters - charactersOf([...head, ...foot]) - reserve;
  const shown: string[] = [];
  let used = 0;
  let count = 0;
  for (const item of items) {
    used += charactersOf(item);
    if (used > room) break;
    for (const line of item) shown.push(line);
    count++;
  }
  const rest = items.length - count;
  if (count === 0) return room < -reserve ? [] : [leftOut(rest)];
  return [...head, ...shown, ...foot, ...(rest === 0 ? [] : ["", leftOut(rest)])];
}

/** With the ends of lines. */
export function charactersOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
