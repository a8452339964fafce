import { UsageError } from "../../errors.js";

/** A page whose file is named so is written into a zip archive. */
export function namesZip(file: string): boolean {
  return /\.zip$/i.test(file);
}

/** Rejects with `UsageError` where browsers, or people, would take the file for another than it is. */
export function assertPageFileName(file: string, isZip = namesZip(file)): void {
  const stem = file.replace(/(\.(kubespy|ndjson|html?|gz|zip))+$/i, "") || "page";
  if (isZip ? /\.html?$/i.test(file) : /\.(kubespy|ndjson|gz)$/i.test(file))
    throw new UsageError(isZip ? `"${file}" is not a name for a zip archive` : `"${file}" is not a name for a page`, {
      hint: isZip ? `name it "${stem}.zip"` : `name it "${stem}.html", or "${stem}.zip" for a zip archive that holds it`,
    });
}
