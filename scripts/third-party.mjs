// The licences of what is bundled: whoever gets the program gets them too.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The text of dist/THIRD-PARTY.txt: each package that one of these files belongs to, with its licence. Throws for one without. */
export function thirdPartyNotices(root, files) {
  const folders = new Set(files.map(packageFolder).filter((folder) => folder !== undefined));
  const notices = [...folders].map((folder) => noticeOf(root, folder));
  const heading = "The program of kubespy (dist/cli.js, dist/chunks) and its pages (dist/page) contain these packages.";
  return `${[heading, ...[...new Set(notices)].sort()].join(`\n\n${"-".repeat(80)}\n`)}\n`;
}

/** "node_modules/a/node_modules/@b/c" of a file in it. */
function packageFolder(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function noticeOf(root, folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const texts = readdirSync(join(root, folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const text = texts
    .map((file) =>
      readFileSync(join(root, folder, file), "utf8")
        .replaceAll("\r\n", "\n")
        .trim(),
    )
    .join("\n\n");
  if (text === "") throw new Error(`no licence found in ${folder}`);
  return `${name} ${version} (${license})\n\n${text}`;
}
