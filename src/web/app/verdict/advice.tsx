import { printable } from "../../../io/printable.js";
import { adviceParts } from "../../view/finding-rows.js";
import { CopyButton } from "../ui/copy-button.js";

/** What to try, with the commands to copy. */
export function Advice({ advice, id }: { readonly advice: readonly string[]; readonly id: string }) {
  return (
    <ul class="advice" id={id}>
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
  );
}
