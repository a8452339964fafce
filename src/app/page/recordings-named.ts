import { chosenIn, isRegularFile, openReference, type ReadingContext } from "../sessions/open-session.js";
import { recordingNamesIn } from "./recording-in.js";

/** What a user names, one reference for each recording: of a page that holds several, "page.html#1", "page.html#2". */
export async function recordingsNamed(reference: string, context: ReadingContext): Promise<readonly string[]> {
  const { file, choice } = chosenIn(reference, context);
  if (choice !== undefined || !isRegularFile(file, context)) return [reference];
  // Where it cannot be read, opening it says why.
  const names = await recordingNamesIn(openReference(file, context), { name: file, keys: context.keys }).catch(() => undefined);
  return names === undefined || names.length < 2 ? [reference] : names.map((_, i) => `${file}#${i + 1}`);
}
