import { closeDialog, openDialog, textToCopy } from "../state/dialogs.js";
import { Dialog } from "../ui/dialog.js";
import { FilterDialog } from "./filter-dialog.js";
import { HelpDialog } from "./help-dialog.js";
import { JumpDialog } from "./jump-dialog.js";

/** The dialog that is open, if one is. */
export function Dialogs() {
  switch (openDialog.value) {
    case "help":
      return <HelpDialog />;
    case "jump":
      return <JumpDialog />;
    case "filter":
      return <FilterDialog />;
    case "copy":
      return (
        <Dialog title="Copy this text" onClose={closeDialog}>
          <p>The browser did not allow the page to copy. Press Ctrl+C, or on a Mac ⌘C.</p>
          <textarea class="copied" readOnly aria-label="Text to copy" ref={(area) => area?.select()} value={textToCopy.value} />
        </Dialog>
      );
    case undefined:
      return null;
  }
}
