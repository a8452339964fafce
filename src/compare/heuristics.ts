/**
 * Every threshold of a comparison, with its unit and reason. Changing one changes what `kubespy compare` calls a difference; the laws in
 * `test/compare/laws.test.ts` and the bundled pairs show whether it still separates chance from change.
 */

// When two paths are the same.

/** ms. The kubelet and controllers may fold updates this close together into one: a step shorter than this need not show in the other run. */
export const maxFoldedStepMs = 2000;

/** ms. An owner reacts to a failure of what it owns before that object reaches its own next step, by up to this much. */
export const maxCauseLagMs = 5000;

/** A run counts as behind only when it was watched for this many times as long as the other run took to reach the step, ... */
export const behindFactor = 1.5;
/** ... plus this many ms: short waits vary more than in proportion. */
export const behindMarginMs = 2000;

// When two times are the same.

/** ms. Receipt times are exact, but a busy API server and the network add this much by chance. */
export const receiptGrainMs = 100;

/** ms. API times have one-second grain; so has a creation before the recording began. */
export const serverGrainMs = 1000;

/** ms. Over several runs chance averages out, so receipt times need less; a smaller difference is not worth reporting. */
export const trendGrainMs = 20;

/** The headline names a time difference only when it is this many grains. */
export const headlineGrains = 2;

/** ms. `--fail-on slower` ignores differences up to this: a step of 5 ms is 50 % slower by chance. */
export const minSlowerMs = 100;

// Reasons.

/** Reasons named below the headline; the first are the strongest. */
export const maxReasons = 3;

/** Fields named as one reason. */
export const maxReasonChanges = 3;

/** A pull explains a delay when it took at least this share of it; below that something else took longer. */
export const minExplainedShare = 0.5;

// Statistics.

/** A difference is `slower` or `faster` when chance alone produces one as clear at most this often: the customary level. */
export const significance = 0.05;

/** Standard normal quantiles: 1.96 for 5 % two-sided, 0.8416 for finding a real difference four times in five. */
export const sampleSizeQuantiles = 1.96 + 0.8416;

/** Runs of each group. Nobody makes more to settle one difference, so a larger estimate is not shown. */
export const maxSuggestedRuns = 200;

/** Values in both samples. Up to here the rank test counts every arrangement; beyond, the normal approximation is as good. */
export const maxExactRanks = 30;

// Bounds on what one recording can make a comparison keep, read or walk through. A recording is untrusted input.

/** Levels of owners. Real trees have four; owner references of a recording may claim anything, circles included. */
export const maxOwnerDepth = 32;

/** Levels of fields. No Kubernetes object is this deep; deeper values are compared as they are. */
export const maxNormalisedDepth = 48;

/** Characters. A longer text is a file that somebody stored, not a message with ids in it. */
export const maxNormalisedText = 16_384;

/** Desired states kept of one object. One that changes its spec all the time (a Lease, a custom resource with a clock) has no more to show. */
export const maxDesiredStates = 64;

/** Step intervals kept of one object. An object can alternate for days; beyond this only the newest interval is kept up to date. */
export const maxStepIntervals = 512;

/** Pairs of objects with generated names of which one may be the beginning of the other: of more, only those with equal paths are paired. */
export const maxBegunPairs = 250_000;

/** Kubernetes Events counted. A comparison shows reasons, and there are few of them. */
export const maxCountedEvents = 200_000;

/** Roles whose differing desired states are read again; the first explain the rest. */
export const maxRolesWithSpecDifferences = 40;
/** Differences reported of one role. */
export const maxSpecDifferencesOfRole = 8;
/** Roles whose differing final status is read again. */
export const maxFinalStatusesRead = 12;

/** Charts in all, and of them charts of Pods by stage: those in which the runs differ most. */
export const maxCharts = 12;
export const maxStageCharts = 3;
