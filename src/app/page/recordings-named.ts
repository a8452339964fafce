import type { AppContext } from "../app-context.js";
import { chosenIn, isRegularFile, openReference } from "../sessions/open-session.js";
import { recordingNamesIn } from "./recording-in.js";

/** What a user names, one reference for each recording: of a page that holds several, "page.html#1", "page.html#2". */
export async function recordingsNamed(reference: string, context: Pick<AppContext, "cwd" | "interrupt">): Promise<readonly string[]> {
  const { file, choice } = chosenIn(reference, context);
  if (choice !== undefined || !isRegularFile(file, context)) return [reference];
  // Where it cannot be read, opening it says why.
  const names = await recordingNamesIn(openReference(file, context), file).catch(() => undefined);
  return names === undefined || names.length < 2 ? [reference] : names.map((_, i) => `${file}#${i + 1}`);
}
