import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isSessionName } from "../../model/session-name.js";
import type { CommandContext } from "./context.js";

const ending = ".kubespy.gz";

/** The file of the bundled recording with this name; undefined when there is none. A name never leads out of the folder. */
export function bundledRecording(context: CommandContext, name: string): string | undefined {
  const file = join(folderOf(context), `${name}${ending}`);
  return isSessionName(name) && existsSync(file) ? file : undefined;
}

/** The names of all recordings that come with the package, in the order of the alphabet. */
export async function bundledNames(context: CommandContext): Promise<readonly string[]> {
  const files = await readdir(folderOf(context)).catch(() => []);
  return files
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}

function folderOf(context: CommandContext): string {
  return join(context.packageRoot, "recordings");
}
