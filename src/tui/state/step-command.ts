import { shellWord } from "../../io/suggested-command.js";
import type { PlayerState } from "./player-state.js";

/**
 * The command that shows the very step that is shown, with the same filter, times and noise: "kubespy replay web-1 --object pod/web --at '#54'". A sequence is
 * the only moment that no other step shares.
 */
export function stepCommand({
  session,
  position,
  filter,
  time,
  noise,
}: Pick<PlayerState, "session" | "position" | "filter" | "time" | "noise">): string {
  return [
    session.command,
    ...(filter === undefined || filter.withKubeEvents ? [] : ["--object", shellWord(filter.words.split(" ").join(","))]),
    ...(time === "offset" ? [] : ["--time", time]),
    ...(noise ? ["--noise"] : []),
    ...(position < 1 ? [] : ["--at", shellWord(`#${position}`)]),
  ].join(" ");
}
