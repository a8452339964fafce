import type { CompareFlags } from "./compare-flags.js";
import type { CommandContext } from "./context.js";
export async function compareGroups(_r: readonly string[], _f: CompareFlags, _c: CommandContext): Promise<number> { return 0; }
