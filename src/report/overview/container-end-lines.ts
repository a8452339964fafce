import { printable } from "../../io/printable.js";
import { exitInWords, isLost } from "../../lifecycle/kinds/pod/exit-code.js";
import { inShort, plural } from "../../lifecycle/narration/words.js";
import type { ContainerEnd } from "../../lifecycle/session/container-ends.js";
import { objectTitle } from "../replay/object-title.js";
import { wrap } from "../terminal/width.js";

/** On a page of a terminal. */
const maxLines = 20;
/** Characters: JSON has the whole message. */
const maxMessage = 600;

/**
 * How each container last ended, with its termination message:
 *
 *     Pod/web-0, container app: OOMKilled, exit code 137 (killed by the kernel: out of memory) #12
 *     Pod/web-1, container app: exit code 1 #14: cannot open /config/app.yaml
 */
export function containerEndLines(
  ends: readonly ContainerEnd[],
  options: { columns: number; namespaces: boolean; all: boolean },
): readonly string[] {
  const shown = options.all ? ends : ends.slice(0, maxLines);
  const left = ends.length - shown.length;
  const lines = shown.flatMap((end) => {
    const [first = "", ...rest] = wrap(printable(endText(end, options.namespaces)), options.columns - 2);
    return [first, ...rest.map((line) => `  ${line}`)];
  });
  return left === 0 ? lines : [...lines, `and ${plural(left, "more container")}; pipe the output to see all`];
}

function endText({ ref, container, end, sequence }: ContainerEnd, namespaces: boolean): string {
  const { reason, message } = end;
  const isPlain = reason === undefined || reason === "Error" || reason === "Completed";
  const words = isLost(end) ? `lost (${reason}), with ${exitInWords(end)}` : `${isPlain ? "" : `${reason}, `}${exitInWords(end)}`;
  return `${objectTitle(ref, namespaces)}, container ${container}: ${words} #${sequence}${message === undefined ? "" : `: ${inShort(message, maxMessage)}`}`;
}
