import { printable } from "../../io/printable.js";
import type { ShareLevel } from "../../model/session-share.js";
import { assertMatched, compileRules } from "../../sharing/rules/compile-rules.js";
import { loadShareRulesFile } from "../../sharing/rules/find-rules-file.js";
import { parseShareRules } from "../../sharing/rules/share-rule.js";
import type { ShareRules } from "../../sharing/rules/share-rules.js";
import type { CommandContext } from "../common/context.js";
import type { ShareFlags } from "./share-flags.js";

type RulesFlags = Pick<ShareFlags, "level" | "keep" | "remove" | "rules" | "check">;

/** Of the command line and of the rules file, if there is one. The command line wins. What a file holds is judged without the receiver's own rules. */
export async function shareRulesOf(
  { level, keep, remove, rules: file, check }: RulesFlags,
  { cwd, interrupt: signal, streams }: CommandContext,
): Promise<{ readonly level: ShareLevel | undefined; readonly rules: ShareRules }> {
  const typed = parseShareRules({ keep: keep ?? [], remove: remove ?? [] });
  const read = check && file === undefined ? undefined : await loadShareRulesFile({ cwd, signal, ...(file === undefined ? {} : { file }) });
  if (read !== undefined) streams.stderr.write(`rules: ${printable(read.name)}\n`);
  return { level: level ?? read?.level, rules: compileRules([...typed, ...(read?.rules ?? [])]) };
}

/** Says which rules of a file match nothing. Throws `UsageError` for those of the command line. */
export function noteUnmatchedRules(rules: ShareRules, { streams: { stderr } }: CommandContext): void {
  assertMatched(rules);
  for (const { text, where } of rules.unmatched()) stderr.write(`${printable(where)}: nothing matches ${printable(text)}\n`);
}
