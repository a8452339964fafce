/**
 * Version 1 of the recording file: constants and limits. recordings/README.md specifies the lines.
 *
 * A file is untrusted input, so everything that could be endless has a limit here. The limits are far above what an API server sends (etcd refuses
 * objects beyond 1.5 MiB by default).
 */
export const formatName = "recording";
export const formatVersion = 1;

/** The longest line that is read: with room for the largest revision in base64, or as a delta whose quotes are escaped. */
export const maxLineBytes = 48 * 1024 * 1024;
/** A line that goes on for longer has no end: reading stops. */
export const maxSkippedBytes = 1024 * 1024 * 1024;
/** How many values the fields of a line may hold, apart from those of the object in it. */
export const maxLineValues = 500_000;
/** The deepest nesting of these fields: code that recurses into them must not run out of stack. */
export const maxFieldNesting = 1000;
/** Of markers, in bytes of their lines. */
export const maxMarkerBytes = 16 * 1024 * 1024;
/** Of warnings about single lines; more are only counted. */
export const maxLineWarnings = 20;

/**
 * The largest revision that is written and read as a delta. A small line that changes a large object costs far more to read than it holds; API servers
 * accept objects of a third of this at most.
 */
export const maxDeltaRevisionBytes = 8 * 1024 * 1024;

/** At least one in this many frames of an incarnation holds the whole object, so that any state is built from few deltas. */
export const keyframeEvery = 256;
/** Deltas build at most this many times what the file holds: what `keyframeEvery` allows. Checked only beyond `maxFreeBuiltBytes`. */
export const maxDeltaExpansion = keyframeEvery;
export const maxFreeBuiltBytes = 1024 * 1024 * 1024;
/** One revision is built from at most `keyframeEvery` others; checked only where they are more than this in all. */
export const maxFreeChainBytes = 64 * 1024 * 1024;

/** A line that is not valid. Becomes a warning (what precedes it is kept) or a `KubespyError`; never leaves this room. */
export class BadLine extends Error {}

/** A line beyond a limit. Where it is a frame, that frame alone is lost. */
export class BeyondLimit extends BadLine {}
