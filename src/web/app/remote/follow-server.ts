import type { Signal } from "@preact/signals";
import { KubespyError } from "../../../errors.js";
import { aliveMs, type FollowLine } from "../../file/session-snapshot.js";
import { jsonOf, linesOf } from "../../view/remote/answer-lines.js";
import type { LiveState } from "../state/page-session.js";
import { chunksOf, fetchFrom, type ServerAddress, WrongKey } from "./server.js";

interface Follower {
  readonly live: Signal<LiveState>;
  take(line: Extract<FollowLine, { kind: "update" | "whole" }>): void;
}

/** A connection over which nothing came for so long is dead. */
const silenceMs = 3 * aliveMs;
const betweenTriesMs = 500;

/** Follows the session from a version on, until its recording has ended. Where the connection is lost, it goes on from the last version that came. */
export async function followServer(address: ServerAddress, after: number, { live, take }: Follower): Promise<void> {
  let version = after;
  for (;;) {
    let hasEnded = false;
    try {
      for await (const line of linesFrom(address, version)) {
        // Also where nothing is new: the connection is back.
        if (live.peek().state === "lost") live.value = { state: "live" };
        hasEnded ||= line.kind === "ended";
        if (line.kind === "ended") continue;
        if (line.kind === "failed") throw new KubespyError(line.message);
        if (line.kind === "alive") continue;
        version = line.version;
        take(line);
      }
    } catch (error) {
      if (error instanceof KubespyError) {
        live.value = { state: "failed", message: error instanceof WrongKey ? 'another "kubespy open" answers here' : error.message };
        return;
      }
    }
    if (hasEnded) {
      live.value = { state: "ended" };
      return;
    }
    live.value = { state: "lost" };
    await new Promise((resolve) => setTimeout(resolve, betweenTriesMs));
  }
}

async function* linesFrom(address: ServerAddress, version: number): AsyncGenerator<FollowLine> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const response = await fetchFrom(address, `/follow?after=${version}`, silence.signal);
    for await (const line of linesOf(chunksOf(response))) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMs);
      yield jsonOf(line) as FollowLine;
    }
  } finally {
    clearTimeout(timer);
  }
}
