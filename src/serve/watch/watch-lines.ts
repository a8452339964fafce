import type { ServerResponse } from "node:http";
import { status } from "../status.js";
import { errorLine } from "./watch-line.js";

/**
 * The lines of one watch, made when its client has taken those before: a client that reads slowly, or not at all, makes its lines wait, and not their
 * bytes in memory.
 */
export class WatchLines {
  readonly #response: ServerResponse;
  #waiting: (() => Buffer)[] = [];
  /** Of those that wait, how many were sent. */
  #sent = 0;
  #isEnding = false;
  #isPaused = false;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.on("close", () => {
      this.#waiting = [];
    });
  }

  /** `make` is called once, when the line is sent. */
  push(make: () => Buffer): void {
    if (this.#isEnding || this.#response.destroyed) return;
    this.#waiting.push(make);
    this.#send();
  }

  /** Ends the response after what waits. */
  end(): void {
    this.#isEnding = true;
    this.#send();
  }

  #send(): void {
    if (this.#isPaused) return;
    for (let make = this.#waiting[this.#sent]; make !== undefined; make = this.#waiting[this.#sent]) {
      this.#sent++;
      if (this.#write(make)) continue;
      this.#isPaused = true;
      this.#response.once("drain", () => {
        this.#isPaused = false;
        this.#send();
      });
      return;
    }
    this.#waiting = [];
    this.#sent = 0;
    if (this.#isEnding) this.#response.end();
  }

  /** False when the client must take what was sent before it gets more. */
  #write(make: () => Buffer): boolean {
    let line: Buffer;
    try {
      line = make();
    } catch (error) {
      // The recording is damaged here. A watch cannot leave out a change, so it ends.
      line = errorLine(status.internal(error instanceof Error ? error.message : String(error)).body);
      this.#waiting.length = this.#sent;
      this.#isEnding = true;
    }
    this.#response.write(line);
    return this.#response.writableLength < maxUnsentBytes;
  }
}

/** What a client may leave unread before its lines wait. */
const maxUnsentBytes = 1024 * 1024;
