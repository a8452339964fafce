import { type Command, Option } from "commander";
import type { Cut } from "../../part/cut.js";
import { objectForms } from "../../replay/choose-objects.js";
import { momentForms } from "../../replay/moment.js";
import { collectWords } from "./flag-values.js";
import { type TimeFlag, timeOption } from "./time-flag.js";

/** The flags of `export` and `report` that cut a session to what matters. */
export interface CutFlags extends TimeFlag {
  readonly from?: string;
  readonly to?: string;
  readonly object?: readonly string[];
  readonly kind?: readonly string[];
}

/** `time`: the flag that says in which zone a time of day is. */
export function addCutFlags(command: Command, time: Option = timeOption()): Command {
  return command
    .optionsGroup("A part of the session:")
    .option("--from <moment>", `only what happened since: ${momentForms}; with the state by then`)
    .option("--to <moment>", "only what happened until then, this moment included")
    .addOption(time)
    .addOption(
      new Option(
        "--object <which>",
        `only these objects, what they own or select, and their Kubernetes Events: ${objectForms}; may be repeated`,
      ).argParser(collectWords),
    )
    .addOption(
      new Option("--kind <kinds>", "only objects of these kinds, and their Kubernetes Events: po,deploy; may be repeated").argParser(
        collectWords,
      ),
    );
}

/** Undefined where no flag cuts anything. */
export function cutOf({ from, to, object: objects, kind: kinds, time }: CutFlags): Cut | undefined {
  const isCut = [from, to, objects, kinds].some((flag) => flag !== undefined);
  return isCut ? { from, to, objects, kinds, time } : undefined;
}
