import { pageKeys } from "../../view/page-keys.js";
import { closeDialog, furtherKeys } from "../state/dialogs.js";
import { Dialog } from "../ui/dialog.js";

/** All keys, in the words of the player. */
export function HelpDialog() {
  return (
    <Dialog title="Keys" onClose={closeDialog}>
      <table>
        <thead>
          <tr>
            <th scope="col">Keys</th>
            <th scope="col">What they do</th>
          </tr>
        </thead>
        <tbody>
          {[...pageKeys, ...furtherKeys.value].map(({ shown, what }) => (
            <tr key={shown}>
              <th scope="row">
                <kbd>{shown}</kbd>
              </th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted">While the timeline or the tabs have the focus, the arrow keys move within them.</p>
    </Dialog>
  );
}
