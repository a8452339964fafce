import {
  type Change,
  type Frame,
  type GrowingSessionReader,
  type InterpretedFrame,
  type KubeObject,
  KubespyError,
  openRecordingFile,
  openStore,
  type Recorded,
  type RecordOptions,
  record,
  replay,
  type SessionReader,
  type SessionShare,
  type SessionStore,
  type SharedSessions,
  type ShareFileOptions,
  type ShareLevel,
  serve,
  shareSessions,
  shareToFile,
  UsageError,
} from "kubespy";
import { describe, expectTypeOf, it } from "vitest";

/** Checked by `tsc --noEmit` (part of `npm test`), on the declarations that the package ships. */
describe("the types of the library", () => {
  it("a recording file and a stored session are read alike", () => {
    expectTypeOf(openRecordingFile).returns.resolves.toExtend<SessionReader>();
    expectTypeOf(openStore).returns.resolves.toEqualTypeOf<SessionStore>();
    expectTypeOf<SessionStore["open"]>().returns.resolves.toEqualTypeOf<GrowingSessionReader>();
    expectTypeOf<GrowingSessionReader>().toExtend<SessionReader>();
    expectTypeOf(serve).parameter(0).toEqualTypeOf<SessionReader>();
  });

  it("recording requires a store, a signal and an environment, and nothing else", () => {
    expectTypeOf(record).returns.resolves.toEqualTypeOf<Recorded>();
    type Needed = { [K in keyof RecordOptions as undefined extends RecordOptions[K] ? never : K]: unknown };
    expectTypeOf<keyof Needed>().toEqualTypeOf<"store" | "signal" | "env">();
  });

  it("frames and steps are told apart by their kind", () => {
    expectTypeOf(replay).returns.toExtend<AsyncIterable<InterpretedFrame>>();
    expectTypeOf<Extract<InterpretedFrame, { kind: "object" }>["changes"]>().toEqualTypeOf<readonly Change[]>();
    expectTypeOf<Frame["kind"]>().toEqualTypeOf<"object" | "gap">();
    expectTypeOf<Extract<Frame, { kind: "gap" }>>().not.toHaveProperty("revision");
  });

  it("what is recorded cannot be written to", () => {
    expectTypeOf<Readonly<Frame>>().toEqualTypeOf<Frame>();
    expectTypeOf<Readonly<KubeObject>>().toEqualTypeOf<KubeObject>();
    // @ts-expect-error: a resourceVersion is a string
    expectTypeOf<Extract<Frame, { kind: "object" }>["resourceVersion"]>().toEqualTypeOf<number>();
  });

  it("sharing needs no options, and gives what was removed", () => {
    expectTypeOf(shareToFile).toBeCallableWith({} as SessionReader, "x.kubespy.gz");
    expectTypeOf(shareToFile).returns.resolves.toHaveProperty("manifest").toEqualTypeOf<SessionShare>();
    expectTypeOf(shareSessions).returns.resolves.toEqualTypeOf<SharedSessions>();
    expectTypeOf<ShareFileOptions["level"]>().toEqualTypeOf<ShareLevel | undefined>();
    expectTypeOf<ShareLevel>().toEqualTypeOf<"secrets" | "identities" | "skeleton">();
  });

  it("usage errors are expected failures with a hint", () => {
    expectTypeOf(UsageError).instance.toExtend<KubespyError>();
    expectTypeOf(KubespyError).instance.toHaveProperty("hint").toEqualTypeOf<string | undefined>();
  });
});
