import { type Command, Option } from "commander";
import { durationFlag } from "./duration-flag.js";

/** Which sessions are meant. Absent flags mean all; durations in ms. */
export interface SessionFilterFlags {
  readonly target?: readonly string[];
  readonly since?: number;
  readonly olderThan?: number;
  readonly outcome?: readonly string[];
}

/** Adds the flags by which sessions are chosen to a command. */
export function addSessionFilters(command: Command): Command {
  return command
    .addOption(
      new Option("--target <which>", "of this target: KIND/NAME, a name, a whole kind, or a selector as typed; may be repeated").argParser(
        collect,
      ),
    )
    .addOption(
      new Option("--since <duration>", "recorded or imported within this time, such as 90m or 7d").argParser(durationFlag("--since", "7d")),
    )
    .addOption(
      new Option("--older-than <duration>", "recorded or imported longer ago than this, such as 30d").argParser(
        durationFlag("--older-than", "30d"),
      ),
    )
    .addOption(
      new Option(
        "--outcome <words>",
        "how it ended, as the column STATE says it, such as interrupted or timed-out; may be repeated",
      ).argParser(collect),
    );
}

function collect(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), ...value.split(",").filter((part) => part !== "")];
}
