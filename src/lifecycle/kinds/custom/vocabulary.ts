import { memoizeNames } from "./memoize-names.js";
import { isNegated, wordsOf } from "./words-of.js";

/**
 * What controllers mean by the words in condition types, reasons, phases and messages. Kubernetes has conventions for them (kstatus, the API
 * conventions) and thousands of controllers follow them with names of their own: the words are what these names have in common.
 */

/** What a condition type says when it is True. */
export type Polarity =
  /** As desired; when False, something is missing: Ready, Available, VolumesAttached. */
  | "good"
  /** As desired; when False, somebody decided so: Accepted, Valid, ChecksPassed. */
  | "decided"
  /** As desired; when False, something runs but does not work: Healthy. */
  | "healthy"
  /** A fact that is also often False in an object that is well: Created, Active, DNSManaged. */
  | "fact"
  | "bad"
  /** NotReady, Unavailable: like Ready False. */
  | "lacking"
  /** Progressing, Reconciling, Issuing. */
  | "busy"
  | "suspended"
  /** Complete, Finished: it ran to its end. */
  | "over"
  | "unknown";

/** What a reason, a phase or a message says by its words. */
export type Reading = "bad" | "progress" | "suspended" | "over" | "good" | "unknown";

const of = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const badWords = of(`
  error errors err errored erroneous failed failure failures fail fails failing invalid denied rejected forbidden unauthorized unauthenticated
  unsupported exceeded timeout timedout timeouts abort aborted conflict conflicts conflicted conflicting crash crashed crashing crashloop backoff
  mismatch mismatched exhausted misconfigured misconfiguration degraded unhealthy stalled terminal exception refused unschedulable expired broken
  incompatible inconsistent violation violations violated noncompliant lost oom oomkilled evicted missing unresolved unresolvable unreachable cannot
  unable panic corrupt corrupted fatal bad illegal malformed duplicate duplicated dead impossible untrusted revoked stuck blocked inaccessible
  disconnected irreconcilable unrecoverable unprocessable killed faulty faulted erroring nonexistent wrong impaired orphaned undeliverable
  attention intervention abnormal splitbrain unusable inoperable interrupted defective hung unauthorised unrecognized unparsable
`);

/** In a phase or state they mean a failure; in a reason or a type they can be normal. */
const badStates = of(
  "red warn warning critical rolledback rollback unavailable offline down alarm severe major flapping crashloopbackoff imagepullbackoff errimagepull",
);

const badTypes = of(
  "pressure recoverable remaining insufficient unavailability deadlock corruption throttled unresponsive outdated fallback",
);

const lackingTypes = of("unavailable unready unhealthy notready unsynced uninitialized");

const goodWords = of(`
  ready available insync established reconciled deployed configured installed initialized initialised provisioned bound
  uptodate applied connected registered joined bootstrapped operational online stable infrastructureready rolledout
`);
const decidedWords = of(
  "accepted admitted resolved resolvedrefs programmed synced synchronized valid validated reachable succeeded successful success succeeding passed " +
    "passing compliant ok trusted responsive",
);
const healthyWords = of("healthy alive health");
const factWords = of(`
  created running scheduled enabled managed allowed upgradeable active launched remediated serving updated started exposed attached verified generated released
  scaled stored uploaded approved able supported used referenced selected eligible degradable published occurred recovered restored promoted locked
`);

/** All that can only be good in a phase, a reason or a health. */
const goodStates = of(`
  ready running active healthy available bound green ok up online synced synchronized insync accepted deployed provisioned established enabled normal
  operational installed connected valid live stable attached applied registered issued approved reconciled configured optimal compliant uptodate
  listening serving idle mounted published joined asexpected resolved programmed initialized initialised loaded alive executable matched satisfied streaming operating functioning
`);

const busyTypes = of(`
  progressing reconciling updating creating deleting terminating upgrading downgrading scaling issuing pending provisioning initializing initialising
  migrating waiting installing processing deploying rollingout rolling restarting recovering restoring syncing building starting stopping applying
  resizing rebalancing bootstrapping draining remediating synchronizing inprogress progress
`);

const overWords = of("complete completed finished done");
const overStates = of("succeeded success successful successfully complete completed finished done passed");
const suspendedWords = of("paused suspended hibernated hibernation hibernating pause suspend suspending");
const suspendedStates = of("paused suspended hibernated hibernating stopped disabled standby canceled cancelled skipped");

const progressWords = of(
  "failingover switchingover pending wait inprogress init queued retry rerun prepare unknown progress todo notready",
);
const progressStates = of("submitted requested scheduled started partial partially incomplete yellow assigned unscheduled planned");
/** "-ing" without meaning that somebody is at work. */
const noGerunds = of(
  "running hibernating listening serving streaming operating working functioning watching monitoring leading following existing nothing string missing failing crashing conflicting erroring flapping being during ing thing",
);

const notGood = of(
  `allowed permitted found supported accepted authorized valid resolved schedulable trusted reachable implemented compliant satisfied healthy`,
);

/** What a condition type means, by its last word that has a meaning: "FailedCreatePod", "DaemonServiceHealthy", "ErrorOccurred", "NotReady". */
export const polarityOf: (type: string) => Polarity = memoizeNames(findPolarity);

function findPolarity(type: string): Polarity {
  const words = wordsOf(type);
  // "DeadLetterSinkResolved", "ErrorBudgetOk": what the bad word is about is well.
  const last = words.length - 1;
  const lastPolarity = polarityOfWord(words[last] as string, words.length);
  const endsWell = lastPolarity === "good" || lastPolarity === "decided" || lastPolarity === "healthy";
  if (endsWell && words[0] !== "no" && !isNegated(words, last)) return lastPolarity;
  // "ErrorOccurred", "FailureTarget": a bad word that is not negated decides wherever it stands.
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (isLackOf(words, i)) return "bad";
    if (badWords.has(word) || badTypes.has(word))
      return words[0] === "no" || isNegated(words, i) ? "fact" : word === "unhealthy" ? "lacking" : "bad";
  }
  for (let i = words.length - 1; i >= 0; i--) {
    const polarity = polarityOfWord(words[i] as string, words.length);
    if (polarity === undefined) continue;
    if (!isNegated(words, i)) return polarity;
    return polarity === "good" || polarity === "decided" || polarity === "healthy" ? "lacking" : "fact";
  }
  return "unknown";
}

function polarityOfWord(word: string, count: number): Polarity | undefined {
  if (lackingTypes.has(word)) return "lacking";
  if (goodWords.has(word)) return "good";
  if (healthyWords.has(word)) return "healthy";
  if (decidedWords.has(word)) return "decided";
  if (suspendedWords.has(word)) return "suspended";
  if (busyTypes.has(word)) return "busy";
  // "ReconcileComplete": a step of it, not its end.
  if (overWords.has(word)) return count === 1 ? "over" : "fact";
  return factWords.has(word) ? "fact" : undefined;
}

/** The last good word of a condition type, as a person says it: "healthy" of "PodsHealthy", "resolved" of "ResolvedRefs". */
export function goodWordOf(type: string): string {
  const words = wordsOf(type);
  const word = words.findLast(
    (each) => goodWords.has(each) || healthyWords.has(each) || decidedWords.has(each) || busyTypes.has(each) || factWords.has(each),
  );
  return word === undefined ? type : word === "uptodate" ? "up to date" : word;
}

/** By the words of a reason: "ReconcileError", "WaitingForBackend", "NotAllowedByListeners". A reason of several words is read as a message. */
export function readReason(reason: string | undefined): Reading {
  if (reason === undefined || reason === "") return "unknown";
  return readName(reason);
}

const readName = memoizeNames(findReason);

function findReason(reason: string): Reading {
  if (/\s\S+\s/.test(reason)) return readMessage(reason);
  const words = wordsOf(reason);
  if (words[0] === "waiting" || words[0] === "pending" || words[0] === "awaiting") return "progress";
  if (words.some((word) => suspendedWords.has(word))) return "suspended";
  if (hasBadWord(words)) return "bad";
  if (words.some((word) => isGerund(word) || progressWords.has(word))) return "progress";
  // "PodsNotReady".
  if (words.some((word, i) => (goodStates.has(word) || overStates.has(word)) && isNegated(words, i))) return "progress";
  if (words.some((word, i) => overStates.has(word) && !isNegated(words, i))) return "over";
  return words.some((word, i) => goodStates.has(word) && !isNegated(words, i)) ? "good" : "unknown";
}

function hasBadWord(words: readonly string[], states = false): boolean {
  if (isNoneOf(words) || (words.includes("stopped") && words.some((word) => reports.has(word)))) return true;
  return words.some((word, i) => {
    // "InsufficientCapacity", but "InsufficientPods" of a PodDisruptionBudget.
    if (word === "insufficient" || (word === "of" && words[i - 1] === "out"))
      return !isNegated(words, i) && resources.has(words[i + 1] ?? "");
    // "ServiceUnavailable", but "MinimumReplicasUnavailable" of what starts.
    if (word === "unavailable" && i > 0) return !isNegated(words, i) && !words.some((each) => replicas.has(each));
    if (badWords.has(word) || (states && badStates.has(word))) return !isNegated(words, i);
    // "BackendNotFound", "RefNotPermitted", "NoMatchingParent", "NoPodsFound", "NoSuchBucket".
    return isNegated(words, i)
      ? notGood.has(word) || isLackOf(words, i)
      : (word === "found" && words.includes("no")) || (word === "reached" && words.includes("limit"));
  });
}

/** "NoPodReady", "NoEndpointsAvailable": none at all; not "NotAllPodsReady". It works no more, or not yet. */
export function saysNoneAvailable(reason: string): boolean {
  return isNoneOf(wordsOf(reason));
}

function isNoneOf(words: readonly string[]): boolean {
  const last = words.at(-1) ?? "";
  return (
    words.length > 2 && words.at(-3) === "no" && (last === "ready" || last === "available" || last === "reachable" || last === "responding")
  );
}

/** Who stops these can no longer be reached: "LeaseUpdateStopped", "HeartbeatsStopped". */
const reports = of("lease heartbeat heartbeats update updates updating reporting posting responding");
const replicas = of("minimum replica replicas pod pods instance instances member members node nodes deployment deployments statefulset");
const resources = of(
  "capacity cpu memory storage disk space quota resources resource permission permissions privileges scope credit credits funds",
);

/** "NoMatchingInstances", "NoSuchBucket", "NoValidCACertificate", "NO_QUORUM". */
function isLackOf(words: readonly string[], i: number): boolean {
  return words[i - 1] === "no" && indispensable.has(words[i] ?? "");
}

const indispensable = of("matching such valid quorum leader primary master connection capacity space");

function isGerund(word: string): boolean {
  return word.endsWith("ing") && word.length > 5 && !noGerunds.has(word);
}

/** By the words of a phase, a state, a status or a health: "Failed", "PENDING_RERUN", "green", "Cluster in healthy state". */
export const readState: (state: string) => Reading = memoizeNames(findState);

function findState(state: string): Reading {
  const words = wordsOf(state);
  if (words[0] === "waiting" || words[0] === "pending") return "progress";
  if (hasBadWord(words, true)) return "bad";
  if (words.some((word) => isGerund(word) || progressWordOfState(word, words.length))) return "progress";
  if (words.some((word, i) => suspendedStates.has(word) && !isNegated(words, i))) return "suspended";
  if (words.some((word, i) => (goodStates.has(word) || overStates.has(word)) && isNegated(words, i))) return "progress";
  if (words.some((word) => overStates.has(word))) return "over";
  return words.some((word) => goodStates.has(word)) ? "good" : "unknown";
}

/** "Unknown" says nothing of itself beside other words. */
function progressWordOfState(word: string, count: number): boolean {
  if (word === "new") return count === 1;
  return progressStates.has(word) || (progressWords.has(word) && (word !== "unknown" || count === 1));
}

/** By the turns of phrase in which errors are reported. Go wraps errors with the cause last: "creating bucket: api error AccessDenied". */
export function readMessage(message: string | undefined): Reading {
  if (message === undefined || message === "") return "unknown";
  const text = message.length > maxMessage ? `${message.slice(0, maxMessage / 2)} ${message.slice(-maxMessage / 2)}` : message;
  // What it waits for is no error, why it waits can be: "waiting for propagation: failed to perform self check".
  if (waitingStart.test(text)) {
    const colon = text.indexOf(": ");
    return colon > 0 && errorPhrase.test(text.slice(colon + 2)) ? "bad" : "progress";
  }
  const error = errorPhrase.exec(text);
  if (error !== null && (error.index === 0 || !gerundStart.test(text) || text.slice(0, error.index).includes(": "))) return "bad";
  if (gerundStart.test(text) || progressPhrase.test(text)) return "progress";
  return goodPhrase.test(text) ? "good" : "unknown";
}

/** Beginning and end of a longer message are read: an error of hundreds of lines costs no more than a sentence. */
const maxMessage = 2_000;
const waitingStart = /^\W*(still |is )?(waiting|awaiting)\b/i;
const gerundStart = /^\W*(still )?(?!failing|missing|nothing|existing)[a-z]{3,}ing\b/i;
const progressPhrase = new RegExp(
  [
    String.raw`\b(in progress|in (the )?\w+ing (state|phase)|(is|are) being|not yet|waiting for|will be (created|updated)|is (still )?progressing)\b`,
    String.raw`\bto (become|be) (ready|available|healthy|scheduled|created)\b`,
    String.raw`\b\d+ ?(\/|of|out of) ?\d+\b|\b(not|no|without) .{0,12}minimum (number of )?(replicas|availability)`,
    String.raw`\bnot (all|enough|fully|ready|available|running|serving)\b|\b(is|are|was|were|has|have|does|do) not (been )?(all |fully )?(ready|available|healthy|running|serving|started|finished|complete|have|up)\b`,
  ].join("|"),
  "i",
);
const goodPhrase = /\b(success(ful|fully)?|succeeded|up[- ]to[- ]date|is (ready|healthy|available)|has minimum availability|completed?)\b/i;
const errorPhrase = new RegExp(
  [
    String.raw`^\W*(errors?|failed|failure|cannot|can't|could not|couldn't|unable|invalid|fatal|panic|denied|forbidden|unauthorized|timed out|exceeded)\b`,
    String.raw`\b(failed (to|with|in|on|because|due)|(has|have|had|is|are|was|were) (failed|failing|invalid|rejected|denied|aborted|unhealthy|misconfigured|broken|unreachable|unresponsive|down|offline|corrupted))\b`,
    String.raw`\b(failed|errors?|failure|exception|denied|unauthorized|forbidden|rejected)\s*:`,
    String.raw`\berrors? (occurred|when|while|from|creating|updating|reconciling|getting|applying)\b`,
    String.raw`\b(cannot|could not|couldn't|can't|unable to|(?<!\b(0|no) (\w+ )?)failed)\b`,
    String.raw`\b(not found|does not exist|doesn't exist|do not exist|no such|already exists|access ?denied|permission denied|not authorized|not permitted|not allowed)\b`,
    String.raw`\b(timed out|time limit|deadline exceeded|connection refused|no route to host|x509|certificate (has expired|signed by)|stopped (updating|reporting|responding|posting|sending|publishing)|quota exceeded|limit exceeded|(limit|quota)exceeded)\b`,
    String.raw`\b(lost (contact|connection)|heartbeats? (was |were |has |have )?(lost|missed|missing|timed out)|lease (has )?expired)\b`,
    String.raw`\b(dial (tcp|udp)|i\/o timeout|unexpected EOF|EOF$|connection reset|rpc error|TLS handshake|bad gateway|bad request|internal server error|service unavailable)\b`,
    String.raw`\b((GET|POST|PUT|PATCH|DELETE) \S+:?|returned) [45]\d\d\b`,
    String.raw`\b(http|status|response|error)( code| status)?:? ?[(=]?[45]\d\d\b|\bexit (code|status):? [1-9]`,
    String.raw`\b(insufficient|not? enough|out of) (\w+ )?(disk|memory|cpu|space|storage|resources|capacity|quota|permissions?|privileges|healthy upstream)\b|\bno space left\b`,
    String.raw`\b0 ?\/ ?\d+ (nodes|clusters) are available|\b(has|with|are|found) no (ready |healthy )?(endpoints?|replicas|pods|leader|primary|master|quorum)\b|\blost (its )?quorum\b`,
    String.raw`\bno (ready |healthy )?(endpoints?|replicas|pods|nodes|brokers|members) (is |are )?(ready|available|reachable|responding)\b`,
    String.raw`\bnot (owned|controlled|managed) by\b|\b(must be|is required|unsupported|not supported|is not valid|is immutable|crash ?loop ?back ?off|imagepullbackoff|errimagepull|oomkilled|unschedulable)\b`,
  ].join("|"),
  "i",
);
