import { effect } from "@preact/signals";
import { fastest, slowest, usualIdleLimitMs } from "../../../replay/play-limits.js";
import { Playhead } from "../../view/steps/playhead.js";
import { currentSteps } from "./shown-steps.js";
import { currentSession, isPlaying, message, position, speed } from "./view-state.js";

/** Plays the steps of the list in recorded time, as the player of the terminal does. */

export function togglePlaying(): void {
  if (endPlaying()) return;
  const list = currentSteps.value?.list.value;
  if (list === undefined || list.length === 0) return;
  // At the end it begins again from the start.
  if (list.beside(position.value, 1) === undefined) position.value = list.at(0) ?? 1;
  message.value = undefined;
  isPlaying.value = true;
}

/** Whether it was playing. */
export function endPlaying(): boolean {
  if (!isPlaying.value) return false;
  isPlaying.value = false;
  return true;
}

export function playFaster(): void {
  speed.value = Math.min(fastest, speed.value * 2);
}

export function playSlower(): void {
  speed.value = Math.max(slowest, speed.value / 2);
}

/** A stop (a laptop asleep, a tab in the background) is no time that was watched, ms. */
const maxTickMs = 500;
/** Rows that are read ahead. */
const rowsAhead = 64;

/** Moves the position while `isPlaying`; called once, when the page starts. */
export function startPlayer(): void {
  effect(() => {
    if (!isPlaying.value) return undefined;
    let frame = 0;
    let lastMs: number | undefined;
    const playhead = new Playhead(usualIdleLimitMs);
    const tick = (nowMs: number) => {
      const elapsedMs = lastMs === undefined ? 0 : Math.min(nowMs - lastMs, maxTickMs);
      lastMs = nowMs;
      if (advance(playhead, elapsedMs)) frame = requestAnimationFrame(tick);
    };
    frame = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(frame);
  });
}

/** False when playing has ended. */
function advance(playhead: Playhead, elapsedMs: number): boolean {
  const steps = currentSteps.value;
  if (steps === undefined || !isPlaying.value) return false;
  const list = steps.list.value;
  const offsetOf = (sequence: number) => steps.rows.get(sequence)?.offsetMs;
  const at = playhead.advance(list, position.value, elapsedMs * speed.value, offsetOf);
  position.value = at;
  if (list.beside(at, 1) === undefined) {
    isPlaying.value = false;
    message.value = currentSession.value?.data.value.summary.state === "recording" ? "newest step" : "end of the session";
    return false;
  }
  const row = list.rowOf(at);
  const ahead = Array.from({ length: rowsAhead }, (_, i) => list.at(row + i) ?? 0).filter((sequence) => sequence > 0);
  if (ahead.slice(0, rowsAhead / 2).some((sequence) => steps.rows.get(sequence) === undefined)) steps.rows.want(ahead);
  return true;
}
