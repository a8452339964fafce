import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A process and its descendants, parents first; those whose parent has ended are not found. Used where a process group would be too much. */
export function processTree(pid: number): readonly number[] {
  const childrenOf = procChildren(pid) === undefined ? psChildren() : (parent: number) => procChildren(parent) ?? [];
  const tree = [pid];
  for (const parent of tree) for (const child of childrenOf(parent)) if (!tree.includes(child)) tree.push(child);
  return tree;
}

/** Linux lists the children of each thread. */
function procChildren(pid: number): readonly number[] | undefined {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) => numbers(readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8")));
  } catch {
    return undefined;
  }
}

function psChildren(): (parent: number) => readonly number[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8", timeout: 1_000 });
  const pairs = (stdout ?? "").split("\n").map(numbers);
  return (parent) => pairs.flatMap(([pid, ppid]) => (pid !== undefined && ppid === parent ? [pid] : []));
}

function numbers(text: string): number[] {
  return text.split(/\s+/).filter(Boolean).map(Number);
}
