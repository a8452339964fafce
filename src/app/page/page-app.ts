import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { KubespyError } from "../../errors.js";
import type { PageApp } from "../../web/file/write-page.js";

/** The scripts that `scripts/build.mjs` makes: for one session, for a comparison, for a lesson, and for a session that a server on this machine serves. */
type PageAppName = "app" | "app-comparison" | "app-lesson" | "app-open";

export async function pageApp(packageRoot: string, name: PageAppName): Promise<PageApp> {
  const folder = join(packageRoot, "dist", "page");
  try {
    const style = name === "app-open" ? "app" : name;
    const [script, styles] = await Promise.all([`${name}.js`, `${style}.css`].map((file) => readFile(join(folder, file), "utf8")));
    return { script: script ?? "", style: styles ?? "" };
  } catch (cause) {
    throw new KubespyError(`cannot read the page's program in ${folder}`, { hint: "install kubespy again", cause });
  }
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
