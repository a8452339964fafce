import { Option } from "commander";
import { shareLevels } from "../../model/session-share.js";
import type { AddCommand } from "../common/context.js";
import { addEncryptionFlags } from "../common/encryption-flags.js";
import { collectWhole } from "../common/flag-values.js";
import { addHelpDetails } from "../common/help-details.js";
import { identityOption } from "../common/identity-flags.js";
import { latestWords } from "../common/session-words.js";
import type { ShareFlags } from "./share-flags.js";

/** `kubespy share SESSION...` */
export const addShareCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("share")
    .summary("write a session without its secrets, to give it to others")
    .description(
      `Writes a session without what others must not see: as a recording that every command reads, or as a page. What was removed has a placeholder, equal
where the values were equal, so that the session can still be diagnosed and compared. Before anything is written, the output is
searched for what had to go; if anything is left, nothing is written.

Levels: "secrets" removes values that are or may be credentials. "identities" also replaces names, hosts, addresses and people by pseudonyms.
"skeleton" keeps kinds, stages, times and the reasons of Kubernetes, and no other text. Sessions that are shared together still compare.`,
    )
    .argument(
      "<sessions...>",
      `session name, unique prefix of one, ${latestWords}, recording file, or bundled recording; several are shared together`,
    )
    .optionsGroup("What to write:")
    .option(
      "-o, --output <file>",
      'file to write, "-" for stdout; of several recordings, the directory (default: SESSION-shared.kubespy.gz, SESSION-shared.html); an archive when a page is named .zip',
    )
    .optionsGroup("What to remove:")
    .addOption(new Option("--level <level>", "what is removed (default: secrets)").choices(shareLevels))
    .optionsGroup("What to write:")
    .addOption(
      new Option("--as <form>", "what to write; a page of two sessions compares them").choices(["recording", "page"]).default("recording"),
    )
    .optionsGroup("Without writing:")
    .option("--preview", "list what would be removed, with masked values, and write nothing")
    .option("--check", "list what a file still holds, and write nothing: for who received it")
    .option("--exit-code", "with --check: exit with 3 if it holds anything that its level removes")
    .addOption(new Option("--format <format>", "how --preview and --check print (default: text)").choices(["text", "json"]))
    .optionsGroup("What to remove:")
    .addOption(new Option("--keep <path>", `keep a value, as it is: 'ConfigMap:data["app.conf"]'; may be repeated`).argParser(collectWhole))
    .addOption(
      new Option("--remove <path>", "remove a value too, or what matches /PATTERN/ in any text; may be repeated").argParser(collectWhole),
    )
    .option(
      "--rules <file>",
      "what to keep and remove (default: kubespy-share.yaml, here or up to the root of the repository; with --check: none)",
    );
  addEncryptionFlags(command.optionsGroup("What to write:"))
    .option("-f, --force", "replace an existing file")
    .optionsGroup("General:")
    .addOption(identityOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(command, {
    examples: [
      [`${name} share @latest`, `without credentials`],
      [`${name} share web-3 --level identities --as page`, `names replaced too, as a page`],
      [`${name} share good bad --level identities -o shared/`, `two that still compare`],
      [`${name} share web-3 --preview`, `what would be removed`],
      [`${name} share web-3 --keep 'ConfigMap:data["nginx.conf"]' --remove '/ACME-\\d+/'`],
      [`${name} share web-3 --to recipients.txt`, `encrypted for those in a file`],
      [`${name} export web-3 --from 10s --to 40s -o - | ${name} share -`, `a part of it`],
      [`${name} share --check web-3-shared.kubespy.gz`, `what a file still holds`],
    ],
  }).action(async (sessions: readonly string[], flags: ShareFlags) => {
    const { runShare } = await import("./run-share.js");
    exit(await runShare(sessions, flags, context));
  });
};
