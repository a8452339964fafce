import type { Run } from "./run.js";

/**
 * What a name says once the target is called "the target": `web-config` beside `deploy/web` is the same as `shop-config` beside
 * `deploy/shop`. Names that both runs have mean themselves.
 */
export type Rename = (name: string) => string;

/** For both runs: targets of one name belong together, the others by the order in which they were typed. */
export function renamesOf(a: Run, b: Run): { readonly a: Rename; readonly b: Rename } {
  const [namesA, namesB] = [targetNames(a), targetNames(b)];
  const onlyA = namesA.filter((name) => !namesB.includes(name));
  const onlyB = namesB.filter((name) => !namesA.includes(name));
  const both = Math.min(onlyA.length, onlyB.length);
  return { a: renaming(onlyA.slice(0, both)), b: renaming(onlyB.slice(0, both)) };
}

/** "web" of "deploy/web"; a whole kind or a selector names nobody. */
function targetNames(run: Run): readonly string[] {
  const names = run.targets.flatMap((target) => {
    const [what = ""] = target.split(/\s/);
    const slash = what.lastIndexOf("/");
    return slash < 0 || slash === what.length - 1 ? [] : [what.slice(slash + 1)];
  });
  return [...new Set(names)];
}

function renaming(names: readonly string[]): Rename {
  const maxFirst = [...names].sort((a, b) => b.length - a.length);
  return (name) => {
    const target = maxFirst.find((candidate) => `-${name}-`.includes(`-${candidate}-`));
    return target === undefined ? name : `-${name}-`.replace(`-${target}-`, `-‹target ${names.indexOf(target) + 1}›-`).slice(1, -1);
  };
}
