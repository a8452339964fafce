import { memoizeNames } from "./memoize-names.js";
import { wordsOf } from "./words-of.js";

/** What a field of a status holds, by its name. */
type FieldMeaning =
  /** The phase, state or health of the whole: "phase", "state", "status", "health". */
  | "state"
  /** Of one aspect: "certificateStatus", "jobState". */
  | "aspect-state"
  /** How grave the message beside it is: "level", "severity". */
  | "level"
  | "error"
  /** Says for good that it failed (Cluster API). */
  | "failure"
  /** True is as desired. */
  | "good-flag"
  | "bad-flag"
  | "suspended-flag"
  /** A number of what is ready: "readyReplicas", "availableNodes"; as text "1/3". */
  | "ready-count"
  /** A number of what is not: "unavailableReplicas". */
  | "lacking-count"
  /** The generation that somebody observed. */
  | "generation"
  /** What is desired, was before, or is a copy: says nothing of now. */
  | "other-time"
  | "other";

export interface FieldName {
  readonly meaning: FieldMeaning;
  /** It reports the last time something was done, which can be long ago: "lastError", "lastUpdate". */
  readonly isLast: boolean;
  /** For a count: the fields that hold how many are desired, in order of preference. */
  readonly desired: readonly string[];
}

/** By the words of its name: the fields of a kind are the same in every revision. */
export const fieldName: (key: string) => FieldName = memoizeNames(classify);

/** Holds the state of one aspect, not of the whole: "operationState". */
export function isAspect(key: string): boolean {
  return fieldName(key).meaning === "aspect-state";
}

const none: readonly string[] = [];

/** Holds steps of work, or what was: one of them that failed may have been repeated since. */
export const isStepName: (key: string) => boolean = memoizeNames((key) => wordsOf(key).some((word) => steps.has(word.replace(/s$/, ""))));

const steps = new Set(
  (
    "step operation run execution job history attempt backup restore build migration event hook experiment revision snapshot " +
    "sync update upgrade rollout workflow stage trial log past"
  ).split(" "),
);

const otherTimes = new Set([
  ..."desired target previous prev old initial expected requested history template spec deprecated stable original default supported".split(
    " ",
  ),
]);
const stateNouns = new Set(
  "phase state status health robustness compliant compliance outcome conclusion verdict result stage progress".split(" "),
);
/** "overallStatus", "currentPhase". */
const wholes = new Set("overall current global aggregate aggregated summary printable".split(" "));
const errorName =
  /^(?:(?!on|max|min|ignore|allow|is|has|no|retry|expected|with)[a-z]+)?(?:errors?|exception|(?<=[a-z])err)(message|messages|msg|reason|cause|info|details?|text|description|string)?$|^(?:(?!on|max|min|ignore|allow|is|has|no|retry|expected|with)[a-z]+(?<!on))?failures?(message|msg|reason|cause|info|details?|text)?$/;
const goodFlags = new Set(
  (
    "ready isready readytouse healthy ishealthy available synced connected initialized provisioned applied infrastructureready " +
    "controlplaneready bootstrapready installed deployed registered established valid reachable ok success isvalid isconnected online"
  ).split(" "),
);
const badFlags = new Set(
  "failed degraded error haserror haserrors unhealthy stalled failing invalid isfailed hasfailed isdegraded".split(" "),
);

/** A list of what is wrong now; one of errors can be their history. */
export function isIssues(key: string): boolean {
  return key === "issues" || key === "problems";
}

function classify(key: string): FieldName {
  const words = wordsOf(key);
  const isLast = words[0] === "last" || words[0] === "latest" || words[0] === "recent";
  const compact = words.join("");
  const as = (meaning: FieldMeaning, desired = none): FieldName => ({ meaning, isLast, desired });
  if (otherTimes.has(words[0] ?? "")) return as("other-time");
  if (key.endsWith("Generation")) return as("generation");
  if (/^failure(reason|message)$/.test(compact)) return as("failure");
  if (errorName.test(compact) || isIssues(key)) return as("error");
  if (compact === "paused" || compact === "suspended") return as("suspended-flag");
  if (badFlags.has(compact)) return as("bad-flag");
  if (/^(unavailable|unready|notReady|unhealthy)[A-Z]|^numberUnavailable$/.test(key)) return as("lacking-count");
  const desired = desiredOf(key);
  if (desired !== none) return as("ready-count", desired);
  if (goodFlags.has(compact)) return as("good-flag");
  if (compact === "level" || compact === "severity") return as("level");
  const noun = words.length > 1 && words.at(-1) === "name" ? (words.at(-2) ?? "") : (words.at(-1) ?? "");
  if (!stateNouns.has(noun)) return as("other");
  const isWhole = words.length === 1 ? !/^(result|stage|progress)$/.test(noun) : words.length === 2 && wholes.has(words[0] ?? "");
  return as(isWhole ? "state" : "aspect-state");
}

/** "readyReplicas" of "replicas", "numberReady" of "desiredNumberScheduled", "availableNodes" of "expectedNodes", "ready" of "size". */
function desiredOf(key: string): readonly string[] {
  if (key === "ready" || key === "statusReplicas") return ["size", "total", "desired", "expected", "replicas"];
  if (/^number(Ready|Available)$/.test(key)) return ["desiredNumberScheduled"];
  if (key === "updatedNumberScheduled") return ["desiredNumberScheduled"];
  if (key === "currentHealthy") return ["desiredHealthy"];
  const noun = /^(?:ready|available|updated(?:Ready|Available)?|healthy)([A-Z][a-z]+s)$/.exec(key)?.[1];
  if (noun === undefined) return none;
  return [noun.toLowerCase(), `expected${noun}`, `desired${noun}`, `total${noun}`, "size"];
}
