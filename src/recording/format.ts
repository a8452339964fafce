/**
 * Version 1 of the recording file: the constants and the bounds. What the lines mean is told in recordings/README.md.
 *
 * A file comes from strangers, so everything that could be without end has one here. The bounds are far above what an API server
 * sends (etcd refuses objects beyond 1.5 MiB by default) and apply to reading only.
 */
export const formatName = "recording";
export const formatVersion = 1;

/** Longest line that is read. */
export const maxLineBytes = 32 * 1024 * 1024;
/** Largest revision that a chain of deltas may grow to. */
export const maxRevisionBytes = maxLineBytes;
/** Deepest nesting of one object: the recursion of those who read it must hold. */
export const maxNesting = 1000;
/** A file that expands further than this is no recording; asked only beyond `maxFreeExpansionBytes`. */
export const maxExpansion = 300;
export const maxFreeExpansionBytes = 64 * 1024 * 1024;

/** A whole object at least this often along one incarnation, so that no state is far from one. */
export const keyframeEvery = 256;

/** A line that cannot be what it should be. Becomes a warning (what stands before it is kept) or a `KubespyError`; never escapes this room. */
export class BadLine extends Error {}
