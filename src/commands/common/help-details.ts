import type { Command } from "commander";

/** What the help of a command says below its flags. */
export interface HelpDetails {
  /** Paragraphs. They are wrapped where they are printed. */
  readonly notes?: readonly string[];
  /** Only of commands whose exit status says more than done, failed or interrupted. */
  readonly exitStatus?: readonly (readonly [status: string, meaning: string])[];
  readonly examples?: readonly Example[];
}

/** A whole command line, as it can be pasted into a shell, and what it is for where it does not say that itself. */
export type Example = readonly [line: string, meaning?: string];

const detailsOf = new WeakMap<Command, HelpDetails>();

export function addHelpDetails(command: Command, details: HelpDetails): Command {
  detailsOf.set(command, details);
  return command;
}

export function helpDetailsOf(command: Command): HelpDetails {
  return detailsOf.get(command) ?? {};
}
