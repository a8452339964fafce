import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isSessionName } from "../../model/session-name.js";
import type { AppContext } from "../app-context.js";

const ending = ".kubespy.gz";

type PackageContext = Pick<AppContext, "packageRoot">;

/** The file of the bundled recording with this name; undefined when there is none. A name never leads out of the folder. */
export function bundledRecording(context: PackageContext, name: string): string | undefined {
  const file = join(folderOf(context), `${name}${ending}`);
  return isSessionName(name) && existsSync(file) ? file : undefined;
}

/** The names of all bundled recordings, in alphabetical order. */
export async function bundledNames(context: PackageContext): Promise<readonly string[]> {
  const files = await readdir(folderOf(context)).catch(() => []);
  return files
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}

function folderOf({ packageRoot }: PackageContext): string {
  return join(packageRoot, "recordings");
}
