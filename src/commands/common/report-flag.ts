import { type Command, Option } from "commander";

/** `--report` of a command whose result can be looked at in a browser. */
export function addReportFlag(command: Command, what: string): Command {
  return command.addOption(
    new Option("--report <file>", `also write ${what} as one HTML file that any browser opens`).helpGroup("Output:"),
  );
}
