import { shellWord } from "../../report/replay/replay-ending.js";
import type { PlayerState } from "./player-state.js";

/**
 * The command that shows the very step that is shown, with the same filter and times: "kubespy replay web-1 --object pod/web --at '#54'". A sequence is
 * the only moment that no other step shares.
 */
export function stepCommand({ session, position, filter, time }: Pick<PlayerState, "session" | "position" | "filter" | "time">): string {
  return [
    session.command,
    ...(filter === undefined ? [] : ["--object", shellWord(filter.words.split(" ").join(","))]),
    ...(time === "offset" ? [] : ["--time", time]),
    ...(position < 1 ? [] : ["--at", shellWord(`#${position}`)]),
  ].join(" ");
}
