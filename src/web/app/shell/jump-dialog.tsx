import { useSignal } from "@preact/signals";
import { closeDialog } from "../state/dialogs.js";
import { goToTypedMoment } from "../state/moves.js";
import { Dialog } from "../ui/dialog.js";

/** Asks for a moment, as the player does. */
export function JumpDialog() {
  const text = useSignal("");
  return (
    <Dialog title="Go to" onClose={closeDialog}>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          closeDialog();
          if (text.value.trim() !== "") goToTypedMoment(text.value);
        }}
      >
        <label>
          12 (a sequence), 1.4s or 50%
          <input type="text" autoFocus maxLength={200} value={text} onInput={({ currentTarget }) => (text.value = currentTarget.value)} />
        </label>
        <button type="submit" class="button">
          Go
        </button>
      </form>
    </Dialog>
  );
}
