import { isRootPseudonym } from "./name-forms.js";
import { commonNameList, publicWordList } from "./public-word-list.js";

const publicWords: ReadonlySet<string> = new Set(publicWordList.trim().split(/\s+/));
const commonNames: ReadonlySet<string> = new Set(commonNameList.trim().split(/\s+/));

/**
 * Whether a run of letters and digits is a word that Kubernetes' own messages, reasons, kinds and fields are made of, a number, a version or a single
 * letter: it identifies nobody by itself, and replacing it would change what a message means. Of "CrashLoopBackOff", each word is.
 */
export function isPublicWord(word: string): boolean {
  if (word.length <= 1 || /^\d+$/.test(word)) return true;
  if (publicWords.has(word.toLowerCase())) return true;
  return word.length <= maxWord && (isVersionOrQuantity(word) || wordsOf(word).every((part) => part.length <= 1 || publicWords.has(part)));
}

const maxWord = 80;

/** A word that objects are often called, and that has no other meaning behind the name of a kind. */
export function isCommonName(word: string): boolean {
  return commonNames.has(word);
}

const compounds: ReadonlySet<string> = new Set(
  (
    "back-off read-only read-write api-server pod-template-hash rolling-update image-pull non-zero out-of-memory run-once re-run pre-stop post-start in-use on-failure " +
    "last-applied-configuration service-account controller-uid job-name node-role cluster-ip load-balancer time-out clean-up start-up set-up up-to-date well-known " +
    "content-type user-agent x-forwarded-for keep-alive no-cache fast-forward dry-run server-side client-side server-side-apply end-to-end built-in user-defined " +
    "metadata.name metadata.namespace metadata.uid spec.nodename status.phase spec.containers spec.initcontainers spec.template status.conditions ca.crt tls.crt tls.key " +
    "config.yaml config.json index.html container-runtime container-log multi-attach topology-spread node-affinity pod-affinity liveness-probe readiness-probe"
  ).split(" "),
);

/** Words that messages, fields and files join as they are: an object that is called so is replaced only where a text shows that it is a name. */
export function isPublicCompound(name: string): boolean {
  return compounds.has(name.toLowerCase()) || !/[-_.]/.test(name);
}

/** Whether a text is made of public words alone, and of some letters at least. */
export function isPublicText(text: string): boolean {
  if (text.length > maxPublicText) return false;
  const runs = text.match(/[A-Za-z0-9]+/g) ?? [];
  return runs.some((run) => /[A-Za-z]/.test(run)) && /^[\x20-\x7e]*$/.test(text) && runs.every(isPublicWord);
}

/** Whether a name that somebody typed has a part that is neither a public word nor a pseudonym: it may be that of a customer. */
export function isTellingName(name: string): boolean {
  return name
    .split(/[-_.]+/)
    .some((part) => !isPublicWord(part) && !isCommonName(part) && !isRootPseudonym(part) && !sessionWords.has(part));
}

/** What recordings are called beside that. */
const sessionWords: ReadonlySet<string> = new Set(
  "good bad before after old new baseline candidate broken fixed incident outage case shared recording session kubespy run slow fast ok first second".split(
    " ",
  ),
);

const maxPublicText = 1000;

/** "v1", "v2beta1", "10m", "512Mi", "2xlarge" is none. */
function isVersionOrQuantity(word: string): boolean {
  return /^(v\d{1,4}((alpha|beta|rc)\d{1,3})?|\d{1,12}(ns|us|ms|s|m|h|d|k|[kKMGTPE]i?[bB]?)|\d{1,6}[hm]\d{1,6}[ms](\d{1,6}s)?|(rc|alpha|beta)\d{1,3}|0x[0-9a-f]{1,16})$/.test(
    word,
  );
}

function wordsOf(word: string): readonly string[] {
  return word
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(" ");
}
