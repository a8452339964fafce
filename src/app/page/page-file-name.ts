import { UsageError } from "../../errors.js";

/** A page whose file is named so is written into a zip archive. */
export function namesZip(file: string): boolean {
  return /\.zip$/i.test(file);
}

/** Throws `UsageError` where browsers, or people, would take the file for another than it is. A name without an extension is none of another. */
export function assertPageFileName(file: string, isZip = namesZip(file)): void {
  const [extension] = /\.[a-z][a-z0-9]*$/i.exec(file) ?? [];
  const stem = file.replace(/(\.(kubespy|ndjson|html?|gz|zip))+$|\.[a-z][a-z0-9]*$/i, "") || "page";
  if (extension !== undefined && !(isZip ? /^\.zip$/i : /^\.x?html?$/i).test(extension))
    throw new UsageError(isZip ? `"${file}" cannot be the name of a zip archive` : `"${file}" cannot be the name of a page`, {
      hint: isZip ? `name it "${stem}.zip"` : `name it "${stem}.html", or "${stem}.zip" for a zip archive that holds it`,
    });
}
