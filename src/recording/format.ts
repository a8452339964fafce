/**
 * Version 1 of the recording file: constants and limits. recordings/README.md specifies the lines.
 *
 * A file is untrusted input, so everything that could be endless has a limit here. The limits are far above what an API server sends (etcd refuses
 * objects beyond 1.5 MiB by default) and apply to reading only.
 */
export const formatName = "recording";
export const formatVersion = 1;

/** The longest line that is read. */
export const maxLineBytes = 32 * 1024 * 1024;
/** The largest revision that deltas may build. */
export const maxRevisionBytes = maxLineBytes;
/** The deepest nesting of one object: code that recurses into it must not run out of stack. */
export const maxNesting = 1000;
/** A file that expands more than this many times is refused; checked only beyond `maxFreeExpansionBytes`. */
export const maxExpansion = 300;
export const maxFreeExpansionBytes = 64 * 1024 * 1024;

/** At least one in this many frames of an incarnation holds the whole object, so that any state is built from few deltas. */
export const keyframeEvery = 256;

/** A line that is not valid. Becomes a warning (what precedes it is kept) or a `KubespyError`; never leaves this room. */
export class BadLine extends Error {}
