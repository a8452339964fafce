/** A controller writes the same few names in every revision; names that are generated would fill any memory. */
const maxNames = 4_000;
/** No name of a field, a type or a reason is longer. */
const maxLength = 120;

/** Remembers what a pure function finds in a name: each is looked up in every revision of an object. */
export function memoizeNames<T>(find: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const made = find(name);
    if (name.length > maxLength) return made;
    if (known.size >= maxNames) known.clear();
    known.set(name, made);
    return made;
  };
}
