import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { untilEither } from "../../src/io/until-either.js";

it("work ends with either of two signals, and leaves nothing behind on them", async () => {
  for (const which of [0, 1]) {
    const controllers = [new AbortController(), new AbortController()] as const;
    const [a, b] = [controllers[0].signal, controllers[1].signal];
    const working = untilEither(a, b, (either) => new Promise<boolean>((done) => either.addEventListener("abort", () => done(true))));
    controllers[which]?.abort();
    expect(await working).toBe(true);
    expect([a, b].flatMap((signal) => getEventListeners(signal, "abort"))).toEqual([]);
  }
});
