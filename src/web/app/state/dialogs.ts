import { signal } from "@preact/signals";

/** The dialog that is open. */
export const openDialog = signal<"help" | "jump" | "filter" | "copy" | undefined>(undefined);

/** A text that could not be copied: the reader copies it from the dialog `copy`. */
export const textToCopy = signal("");

export function closeDialog(): void {
  openDialog.value = undefined;
}
