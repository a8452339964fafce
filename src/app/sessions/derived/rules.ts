import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rulesVersion } from "../../../interpret/session-analysis.js";
import { packageRoot } from "../../package-root.js";

/** Grows when parts are divided in another way. */
const partsVersion = 1;

let known: string | undefined;

/**
 * By what something was derived: the rules, and the version of the program, as a change that no test noticed ends with the next release at the latest. What
 * other rules derived is derived anew.
 */
export function currentRules(): string {
  known ??= `${rulesVersion} ${partsVersion} ${versionOfProgram()}`;
  return known;
}

function versionOfProgram(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as { readonly version: string };
  return version;
}
