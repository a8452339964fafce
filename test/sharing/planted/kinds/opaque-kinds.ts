import { type CredentialForm, type CredentialKind, credentialKind } from "../credential.js";
import { alphanumeric, digits, lower, type Random, upper } from "../random.js";
import { pemOf } from "./block-kinds.js";

/** Values that show nothing of what they are: their name does, or what stands around them. */
export const opaqueKinds: readonly CredentialKind[] = [
  opaque("AWS secret access key", ["AWS_SECRET_ACCESS_KEY", "aws_secret_access_key"], (random) => random.text(`${alphanumeric}/+`, 40)),
  opaque("AWS session token", ["AWS_SESSION_TOKEN", "aws_session_token"], (random) => `IQoJb3JpZ2luX2Vj${random.base64(240)}`),
  opaque("Azure client secret", ["AZURE_CLIENT_SECRET", "clientSecret"], (random) => `${random.mixed(3)}8Q~${random.mixed(34)}`),
  opaque("Azure storage key", ["AZURE_STORAGE_KEY", "AccountKey", "accountKey"], (random) => random.base64(64)),
  opaque("Twilio auth token", ["TWILIO_AUTH_TOKEN", "authToken"], (random) => random.hex(32)),
  opaque("Datadog API key", ["DD_API_KEY", "api_key", "apiKey"], (random) => random.hex(32)),
  opaque(
    "bootstrap token",
    ["BOOTSTRAP_TOKEN", "token"],
    (random) => `${random.text(`${lower}${digits}`, 6)}.${random.text(`${lower}${digits}`, 16)}`,
  ),
  opaque("OAuth client secret", ["OAUTH_CLIENT_SECRET", "client_secret", "clientSecret"], (random) => random.mixed(36)),
  opaque(
    "OAuth refresh token",
    ["REFRESH_TOKEN", "refresh_token", "refreshToken"],
    (random) => `1//0g${random.text(`${alphanumeric}_-`, 60)}x`,
  ),
  opaque("opaque API key", ["API_KEY", "apiKey", "x-api-key", "ACCESS_KEY"], (random) => random.mixed(40)),
  opaque("password, random", ["DB_PASSWORD", "password", "POSTGRES_PASSWORD", "passwd"], (random) => random.mixed(random.integer(12, 24))),
  opaque(
    "password, spoken",
    ["REDIS_PASSWORD", "password", "dbPassword", "PASS"],
    (random) => `${random.spoken(6)}${random.text(digits, 2)}`,
  ),
  opaque("password, lower case", ["ADMIN_PASSWORD", "admin_password", "MYSQL_ROOT_PASSWORD"], (random) => random.spoken(6)),
  opaque("password of 8 characters", ["DB_PASSWORD", "password", "adminPassword"], (random) => random.mixed(8)),
  opaque("password of 6 characters", ["DB_PASSWORD", "password", "rootPassword"], (random) => random.mixed(6)),
  opaque("password of digits", ["DB_PASSWORD", "password", "ADMIN_PASSWORD"], (random) => random.text("123456789", 14)),
  opaque("hex key, 32 bytes", ["ENCRYPTION_KEY", "encryptionKey", "SECRET_KEY_BASE"], (random) => random.hex(64)),
  opaque("base64 key, 32 bytes", ["SIGNING_KEY", "signing_key", "FERNET_KEY"], (random) => random.base64(32)),
  opaque("UUID as a password", ["SERVICE_PASSWORD", "consumerSecret", "CLIENT_TOKEN"], (random) => random.uuid()),
  opaque("TOTP secret", ["TOTP_SECRET", "totpSecret", "mfa_secret"], (random) => random.text(`${upper}234567`, 32)),
  opaque("session id", ["SESSION_SECRET", "session_secret", "JSESSIONID_SECRET"], (random) => random.hex(48)),
  opaque("webhook HMAC secret", ["WEBHOOK_SECRET", "webhookSecret", "hmac_secret"], (random) => random.hex(40)),
  opaque("client-key-data", ["CLIENT_KEY_DATA", "client-key-data"], (random) =>
    Buffer.from(pemOf("RSA PRIVATE KEY", random, 320)).toString("base64"),
  ),
  opaque(
    "password with symbols",
    ["DB_PASSWORD", "password", "SMTP_PASSWORD"],
    (random) => withSymbols(random, "!#$%&*+,-./:;<=>?@^_~"),
    "quoted",
  ),
  opaque("password with quotes", ["DB_PASSWORD", "password", "LDAP_BIND_PASSWORD"], (random) => withSymbols(random, "\"'\\`"), "quoted"),
  opaque(
    "password in Unicode",
    ["DB_PASSWORD", "password", "KEYSTORE_PASSWORD"],
    (random) => withSymbols(random, "äöüßéñøжшя漢字🔑"),
    "quoted",
  ),
  opaque("passphrase with spaces", ["KEY_PASSPHRASE", "passphrase", "BACKUP_PASSPHRASE"], passphrase, "quoted"),
];

function opaque(kind: string, names: readonly string[], make: (random: Random) => string, form: CredentialForm = "opaque"): CredentialKind {
  return credentialKind(kind, (random) => ({ text: make(random), name: random.pick(names), form }));
}

/** Between letters, so that no end of it is cut off with white space. */
function withSymbols(random: Random, symbols: string): string {
  const all = [...symbols];
  return `${random.mixed(6)}${random.pick(all)}${random.mixed(4)}${random.pick(all)}${random.pick(all)}${random.mixed(5)}`;
}

function passphrase(random: Random): string {
  return Array.from({ length: 5 }, () => random.spoken(3)).join(" ");
}
