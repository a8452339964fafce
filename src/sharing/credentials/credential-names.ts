import { isSecretName } from "../secret-names.js";

/**
 * How surely the value of what has this name is a credential, in a text that no structure explains:
 *
 *  - "password": its name says so alone ("PGPASSWORD", "db.passwd", "client_secret", "apiKey");
 *  - "brief": short for a password, or the result of a test ("PASS", "pw");
 *  - "generic": a word that also names objects, or is the subject of sentences ("secret", "token", "key", "auth");
 *  - "possible": by the rule of the house (`isSecretName`), which prefers to say yes ("monkey");
 *  - "none": all else, and what only has such a word in it ("publicKey", "maxTokens", "primary key", "passed").
 */
export type CredentialName = "password" | "brief" | "generic" | "possible" | "none";

export function credentialNameStrength(name: string): CredentialName {
  let strength = known.get(name);
  if (strength === undefined) {
    strength = judgedName(name);
    if (known.size >= maxKnown) known.clear();
    known.set(name, strength);
  }
  return strength;
}

/** The same few names are judged over and over. */
const known = new Map<string, CredentialName>();
const maxKnown = 10_000;

function judgedName(name: string): CredentialName {
  if (signatures.has(name.toLowerCase())) return "password";
  if (!isSecretName(name)) return "none";
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  const lastTwo = `${words.at(-2) ?? ""}${last}`;
  if (notCredentials.test(last) || notCredentials.test(lastTwo)) return "none";
  if (words.length === 1 && /^(?:pass|pw)$/.test(last)) return "brief";
  if (words.length === 1 && genericWords.test(last)) return "generic";
  if (passwordWords.test(last) || passwordWords.test(lastTwo)) return "password";
  return genericWords.test(last) ? "generic" : "possible";
}

/** "dbPassword", "DB_PASSWORD", "X-Api-Key" as lower-case words. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/\d+$/, ""))
    .filter((word) => word !== "");
}

const passwordWords =
  /(?:password|passwd|passphrase|passcode|pwd|userpass|dbpass|credentials|(?:api|app|secret|access|private|encryption|signing|master|account|shared|service|license|session|auth|ssh|hmac|jwt|deploy|webhook|registry|integration|admin|client|encrypt|decrypt|storage|sharedaccess|accesskey|root|storageaccount|subscription|function|host)key|keydata|(?:auth|access|refresh|bearer|session|security|api|id|bot|private|admin|user|root|login|personal|service|account|registration|bootstrap|csrf|xsrf|deploy|github|gitlab|slack|vault|npm|sentry|jwt|push|read|write|agent|cluster|join|gh|gl|tunnel|oauth|identity|client|consumer|http|app|project|team|org|ci|device|upload|docker|git|bitbucket|telegram|discord|cloudflare|digitalocean|heroku|consul|nomad|snyk|sonar|datadog|grafana)token|(?:client|app|api|shared|consumer|webhook|signing|jwt|session|oauth|cookie|hmac|secretkey|auth)secret|^secretkeybase|secretkeybase|^pass$|^pw$|^authpw$|(?:totp|mfa)secret)$/;
const genericWords =
  /^(?:secret|token|key|auth|pass|pw|pin|otp|pat|sig|signature|credential|credentials|cred|creds|cookie|bearer|secrets)$/;

const notCredentials =
  /^(?:keys|tokens|passed|passes|passing|passive|author|authors|authority|authorities|authenticated|authenticate|authentication|authenticator|unauthorized|authorized|keyboard|monkey|turkey|keyspace|keyword|keywords|bypass|compass|publickey|primarykey|foreignkey|sortkey|cachekey|partitionkey|rowkey|topologykey|secretname|tokenizer|tokens|seconds|length|count|size|type|ttl|expiry|expires|expiration|expirationseconds|mode|method|enabled|version|algorithm|alg|url|uri|endpoint|host|hostname|issuer|audience|audiences|policy|provider|class|resource|kind|status|state|reason|rotation|review|requests?|controller|manager|operator|plugin|service|server|webhook|volume|mount|mounts|hash|digest|fingerprint|secretsstore|csi)$/;

/** Parameters of signed URLs, of connection strings and of requests whose names alone say nothing. */
const signatures: ReadonlySet<string> = new Set(
  (
    "x-amz-signature x-amz-credential x-amz-security-token x-goog-signature x-goog-credential awsaccesskeyid googleaccessid " +
    "sharedaccesskey sharedaccesssignature accountkey access_token refresh_token id_token _authtoken client-key-data identitytoken registrytoken " +
    "x-vault-token x-auth-token x-api-key private-token"
  ).split(" "),
);
