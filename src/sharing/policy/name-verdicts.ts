import { isSecretName } from "../secret-names.js";

/**
 * What the name of a field or of a parameter says of its value:
 *
 *  - "credential": it is one (`password`, `clientSecret`, `sasToken`, `connectionString`);
 *  - "likely": it may be one (`key`, `authUrl`, `keyspace`), so what is plainly harmless stays;
 *  - undefined: it is none (`secretName`, `tokenExpirationSeconds`, `topologyKey`, `publicKey`).
 */
export function nameVerdict(name: string): "credential" | "likely" | undefined {
  const known = verdicts.get(name);
  if (known !== undefined) return known === "none" ? undefined : known;
  const verdict = verdictOf(name);
  if (verdicts.size < maxVerdicts) verdicts.set(name, verdict ?? "none");
  return verdict;
}

/** Names recur in every revision. */
const verdicts = new Map<string, "credential" | "likely" | "none">();
const maxVerdicts = 10_000;
/** A longer name is no name of a field. */
const maxNameLength = 512;

function verdictOf(name: string): "credential" | "likely" | undefined {
  if (name.length > maxNameLength) return "likely";
  if (connectionNames.test(name)) return "credential";
  if (!isSecretName(name) || kubernetesNames.has(name) || publicNames.test(name) || namesOfObjects.test(name)) return undefined;
  if (isDescribingName(name)) return undefined;
  return credentialEnds.test(name) ? "credential" : "likely";
}

/** Whether the last word of a name says that the value describes a credential and is none: "AUTH_TYPE", "tokenTTL". */
export function isDescribingName(name: string): boolean {
  if (name.length > maxNameLength) return false;
  const words = name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? [];
  return describingWords.has((words.at(-1) ?? "").toLowerCase()) || /^(max|min|num|number|total)$/i.test(words[0] ?? "");
}

/** A text with a user and a password in it, by its name. */
const connectionNames = /(connection[-_.]?(string|uri)s?|conn[-_.]?str|(^|[^A-Za-z])dsn|Dsn|passphrase|jaas(\.config)?|webhook[-_.]?url)$/i;

/** The last word says that the value itself is the credential. */
const credentialEnds =
  /(pass(word|wd|phrase|code)?s?|pwd|token|tokens|secret|(api|access|secret|private|shared|account|encryption|signing|master|license|client|auth|storage|session|root|deploy|ssh|tls|hmac|aes|service|user|admin|app|application|jwt|crypto|cipher|consumer|ingest|ingestion|integration|tenant|activation|write|server|host|webhook|rsa|ecdsa|pgp|gpg)[-_. ]?keys?|client-key-data|credentials?|creds?|cookie|bearer|authorization|signature|(^|[^a-z])(sig|pw|pat|otp|pin))([-_.]?(value|data|base64|b64|hash|plain|text|string))?$/i;

/** Fields of the API of Kubernetes whose names look like those of credentials; `test/sharing/policy/kubernetes-names.test.ts` decides each. */
const kubernetesNames: ReadonlySet<string> = new Set([
  "imagePullSecrets",
  "kubeletConfigKey",
  "matchLabelKeys",
  "mismatchLabelKeys",
  "topologyKey",
  "topologyKeys",
  "gmsaCredentialSpec",
  "x-kubernetes-list-map-keys",
  "automountServiceAccountToken",
  "chapAuthDiscovery",
  "chapAuthSession",
  "authenticated",
  "authority",
]);

const publicNames = /public|certificate-?authority|kms[-_]?key|^x-kubernetes-/i;

/** `existingSecret: db`, `imagePullSecret: registry`. */
const namesOfObjects =
  /^(existing.*|.*pull|tls|ca|cert|certificate|.*credentials?|.*password)[-_]?secrets?$|secrets?[-_]?key[-_]?(name|ref)$/i;

const describingWords: ReadonlySet<string> = new Set(
  (
    "type mode method algorithm alg size length bits usage usages ttl seconds minutes expiration expiry expires lifetime duration timeout interval " +
    "period policy provider strategy enabled disabled required optional count limit max min version class format encoding kind realm scheme " +
    "audience audiences issuer selector template store suffix status phase reason time date threads retries syncs lookup group groups claim " +
    "region zone env level label labels"
  ).split(" "),
);
