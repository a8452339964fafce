import { printable } from "../../../io/printable.js";
import { adviceParts } from "../../view/finding-rows.js";
import { CopyButton } from "../ui/copy-button.js";

/** What to try, with the commands to copy. */
export function Advice({ advice, isOpen }: { readonly advice: readonly string[]; readonly isOpen: boolean }) {
  if (advice.length === 0) return null;
  return (
    <details class="advice" open={isOpen}>
      <summary>What to try</summary>
      <ul>
        {advice.map((each) => {
          const { words, command } = adviceParts(each);
          return (
            <li key={each}>
              {printable(words)}
              {command !== undefined && (
                <>
                  {words === "" ? "" : ": "}
                  <code>{printable(command)}</code> <CopyButton text={command} what="the command" />
                </>
              )}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
