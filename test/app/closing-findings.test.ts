import { describe, expect, it } from "vitest";
import { closingFindings } from "../../src/app/record/closing-findings.js";
import type { SessionReader } from "../../src/model/session.js";
import { framesOf } from "../diagnosis/timed-objects.js";
import { pod } from "../lifecycle/pods.js";
import { InMemorySessionReader } from "../support/in-memory-session-reader.js";

const evicted = framesOf([[0, pod({ phase: "Failed", status: { reason: "Evicted", message: "low on memory" } })]]);
const never = new AbortController().signal;

/** A session whose reading lasts until it is given up. */
class EndlessReader extends InMemorySessionReader {
  isClosed = false;

  override visitFrames: SessionReader["visitFrames"] = (_, options) =>
    new Promise((resolve) => options?.signal?.addEventListener("abort", () => resolve()));

  override async close(): Promise<void> {
    this.isClosed = true;
  }
}

describe("the findings of a recording that showed none", () => {
  it("are read from its session", async () => {
    const found = await closingFindings({ open: async () => new InMemorySessionReader(evicted) }, "s", never);
    expect(found?.map(({ class: name }) => name)).toEqual(["Evicted"]);
  });

  it("are not known when the reading is skipped, and the session is closed", async () => {
    const reader = new EndlessReader(evicted);
    const skip = new AbortController();
    const found = closingFindings({ open: async () => reader }, "s", skip.signal);
    setTimeout(() => skip.abort(), 20);
    expect(await found).toBeUndefined();
    expect(reader.isClosed).toBe(true);
  });

  it("are not known when reading takes longer than two seconds", async () => {
    const beganMs = performance.now();
    expect(await closingFindings({ open: async () => new EndlessReader(evicted) }, "s", never)).toBeUndefined();
    expect(performance.now() - beganMs).toBeGreaterThan(1900);
  });

  it("are not known when the session cannot be read", async () => {
    const open = () => Promise.reject(new Error("the database is locked"));
    expect(await closingFindings({ open }, "s", never)).toBeUndefined();
  });
});
