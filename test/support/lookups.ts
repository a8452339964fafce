import { expect } from "vitest";
import type { Frame } from "../../src/model/frame.js";
import type { ObjectAt, ObjectSpan, SessionReader } from "../../src/model/session.js";
import { lastFrameOf } from "../../src/replay/last-frame-of.js";
import { firstFrameOf, gapsOf, objectSpans, objectsAt, refPages } from "../../src/replay/session-lookup.js";
import { stateAt } from "../../src/replay/state-at.js";
import { collect, comparable, type History, readerOf } from "./histories.js";

/** What a reader says of a history without reading frames must be what its frames say. */
export async function expectLookups(reader: SessionReader, history: History, sequence: number): Promise<void> {
  const { frames } = history;
  const inMemory = readerOf(history);
  expect(await objectsAt(reader, sequence).then(plain)).toEqual(await objectsAt(inMemory, sequence).then(plain));
  const { living, gone } = await stateAt(reader, sequence);
  expect([...living, ...gone].map(({ isKubeEvent }) => isKubeEvent)).toEqual([...living, ...gone].map(({ ref }) => ref.kind === "Event"));
  expect((await objectSpans(reader)).map(spanOf)).toEqual((await objectSpans(inMemory)).map(spanOf));
  expect(await gapsOf(reader)).toEqual(await gapsOf(inMemory));
  const backward = reader.framesBackward?.({ toSequence: sequence });
  const expected = frames.filter((frame) => frame.sequence <= sequence).reverse();
  if (backward !== undefined) expect((await collect(backward)).map(comparable)).toEqual(expected.map(comparable));
  const [first] = frames.flatMap((frame) => (frame.kind === "object" ? [frame.ref.uid] : []));
  if (first === undefined) return;
  const ofFirst = frames.filter((frame) => frame.kind === "object" && frame.ref.uid === first && frame.sequence <= sequence);
  const opening = await firstFrameOf(reader, first);
  expect(opening && comparable(opening)).toEqual(comparable(frames.find((frame) => frame.kind === "object") as Frame));
  const spans = await objectSpans(inMemory);
  expect((await collect(refPages(reader))).flat().map(({ uid }) => uid)).toEqual(spans.map(({ ref }) => ref.uid));
  const last = await lastFrameOf(reader, first, sequence);
  expect(last && comparable(last)).toEqual(ofFirst.at(-1) && comparable(ofFirst.at(-1) as Frame));
  const offsetMs = frames[Math.min(sequence, frames.length) - 1]?.offsetMs ?? 0;
  const from = frames.filter((frame) => frame.offsetMs >= offsetMs);
  expect((await collect(reader.frames({ fromOffsetMs: offsetMs }))).map(comparable)).toEqual(from.map(comparable));
  const until = frames.filter((frame) => frame.offsetMs <= offsetMs);
  for (const around of [offsetMs, offsetMs - 0.5, offsetMs + 0.5])
    expect(await reader.lastSequenceBy?.(around)).toBe(frames.filter((frame) => frame.offsetMs <= around).length);
  expect((await collect(reader.frames({ toOffsetMs: offsetMs }))).map(comparable)).toEqual(until.map(comparable));
}

const plain = (objects: readonly ObjectAt[]) => objects.map(({ ref, sequence, type }) => ({ uid: ref.uid, sequence, type }));
const spanOf = ({ ref, ...span }: ObjectSpan) => ({ uid: ref.uid, ...span });
