import { type Command, Option } from "commander";
import type { Cut } from "../../part/cut.js";
import { collectWords } from "./flag-values.js";

/** The flags of `export` and `report` that cut a session to what matters. */
export interface CutFlags {
  readonly from?: string;
  readonly to?: string;
  readonly object?: readonly string[];
  readonly kind?: readonly string[];
}

export function addCutFlags(command: Command): Command {
  return command
    .option("--from <moment>", "only what happened since: an offset (1.4s), a sequence (12) or a share (50%); with the state by then")
    .option("--to <moment>", "only what happened until then, this moment included")
    .addOption(
      new Option(
        "--object <which>",
        "only these objects, what they own or select, and their Kubernetes Events: KIND/NAME, a name, or a whole kind; may be repeated",
      ).argParser(collectWords),
    )
    .addOption(
      new Option("--kind <kinds>", "only objects of these kinds, and their Kubernetes Events: po,deploy; may be repeated").argParser(
        collectWords,
      ),
    );
}

/** Undefined where no flag cuts anything. */
export function cutOf({ from, to, object: objects, kind: kinds }: CutFlags): Cut | undefined {
  const isCut = [from, to, objects, kinds].some((flag) => flag !== undefined);
  return isCut ? { from, to, objects, kinds } : undefined;
}
