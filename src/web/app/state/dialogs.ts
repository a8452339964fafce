import { signal } from "@preact/signals";
import type { KeyHelp } from "../../../replay/replay-keys.js";

/** The dialog that is open. */
export const openDialog = signal<"help" | "jump" | "filter" | "copy" | undefined>(undefined);

/** Keys that this page has beside those of every page. */
export const furtherKeys = signal<readonly KeyHelp<string>[]>([]);

/** A text that could not be copied: the reader copies it from the dialog `copy`. */
export const textToCopy = signal("");

export function closeDialog(): void {
  openDialog.value = undefined;
}
