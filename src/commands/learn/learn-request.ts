import { UsageError } from "../../errors.js";
import type { CommandContext } from "../common/context.js";
import type { LiveLessonFlags } from "./live-options.js";

/** The flags of `kubespy learn`. */
export interface LearnFlags extends LiveLessonFlags {
  readonly list?: true;
  readonly reset?: true;
  readonly plain?: true;
  readonly serve?: true;
  readonly output: "text" | "json";
}

/** What is done in the lesson that was opened last. */
export type LearnAction = { readonly kind: "next" | "hint" | "solution" } | { readonly kind: "answer"; readonly answer: string };

/** What a command line of `kubespy learn` means. */
export type LearnRequest =
  | LearnAction
  | { readonly kind: "list"; readonly output: "text" | "json" }
  /** The list, and the next lesson. */
  | { readonly kind: "offer" }
  | { readonly kind: "reset"; readonly lesson: string | undefined; readonly yes: boolean }
  | { readonly kind: "live"; readonly lesson: string; readonly flags: LiveLessonFlags }
  | { readonly kind: "lesson"; readonly lesson: string; readonly serve: boolean; readonly plain: boolean };

/** What can be done in a lesson; a lesson of such a name is opened by its path. */
export const learnActions: Readonly<Record<LearnAction["kind"], string>> = {
  next: "go on to the next stop, or to the next lesson",
  hint: "show the next hint",
  solution: "show the right answer, after a try",
  answer: "answer the question of the stop",
};

/** Throws `UsageError` where words and flags cannot be combined. */
export function learnRequest(words: readonly string[], flags: LearnFlags, context: CommandContext): LearnRequest {
  const [first, second, third] = words;
  const { programName } = context;
  assertFlags(first, flags, programName);
  if (first === "answer") {
    if (third !== undefined) throw unexpected(third, programName);
    return { kind: "answer", answer: second ?? "" };
  }
  if (second !== undefined) throw unexpected(second, programName);
  if (first === "next" || first === "hint" || first === "solution") return { kind: first };
  if (flags.reset) return { kind: "reset", lesson: first, yes: flags.yes === true };
  if (first !== undefined && flags.live) return { kind: "live", lesson: first, flags };
  if (first !== undefined) return { kind: "lesson", lesson: first, serve: flags.serve === true, plain: flags.plain === true };
  const isOffered = context.terminal !== undefined && !flags.list && !flags.plain && flags.output === "text";
  return isOffered ? { kind: "offer" } : { kind: "list", output: flags.output };
}

function unexpected(word: string, programName: string): UsageError {
  return new UsageError(`unexpected argument "${word}"`, { hint: `to answer: "${programName} learn answer ANSWER"` });
}

function assertFlags(first: string | undefined, flags: LearnFlags, programName: string): void {
  const { list, reset, yes, serve, plain, live, output } = flags;
  const help = `"${programName} learn --help" explains it`;
  const isAction = first !== undefined && Object.hasOwn(learnActions, first);
  const given = [list && "--list", reset && "--reset", serve && "--serve", plain && "--plain", live && "--live"].filter(
    (flag) => flag !== undefined,
  );
  const [flag, other] = given;
  if (flag !== undefined && other !== undefined)
    throw new UsageError(`${flag} and ${other} cannot be combined`, { hint: `use one of them; ${help}` });
  if (isAction && flag !== undefined) throw new UsageError(`"${first}" takes no ${flag}`, { hint: `leave ${flag} out; ${help}` });
  if (list && first !== undefined) throw new UsageError("--list takes no lesson", { hint: `to open it: "${programName} learn ${first}"` });
  if (output === "json" && !live && (first !== undefined || reset))
    throw new UsageError("-o json lists the course; it takes no lesson", { hint: `"${programName} learn --list -o json"` });
  if (yes && !reset && !live) throw new UsageError("--yes needs --reset or --live", { hint: help });
  assertLiveFlags(first, flags, programName);
  if (serve && first === undefined)
    throw new UsageError("no lesson given to serve", { hint: `for example: ${programName} learn 1 --serve` });
}

function assertLiveFlags(first: string | undefined, { live, kubeconfig, context, db }: LearnFlags, programName: string): void {
  if (live && first === undefined)
    throw new UsageError("no lesson given to record live", { hint: `for example: ${programName} learn bad-image-tag --live` });
  const [flag] = [kubeconfig !== undefined && "--kubeconfig", context !== undefined && "--context", db !== undefined && "--db"].filter(
    (each) => each !== false,
  );
  if (flag !== undefined && !live)
    throw new UsageError(`${flag} needs --live`, { hint: "a lesson on its recording needs no cluster, and keeps no session" });
}
