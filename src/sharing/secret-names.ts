/**
 * Whether what has this name is likely to be a secret: "password", "DB_PASS", "auth.rootPassword", "x-api-key", "--docker-password". Prefers to say
 * yes: "monkey" has a key in it. Names of files and names of objects are none: "--key-file", "secretName", "tokenPath".
 */
export function isSecretName(name: string): boolean {
  return secretWords.test(name) && !notTheSecretItself.test(name);
}

const secretWords =
  /pass|pwd|kennwort|wachtwoord|contrasen|motdepasse|mnemonic|seedphrase|presharedkey|unseal|[a-z]Pw$|(^|[^a-z])psk([^a-z]|$)|token|secret|key|auth(?!or(?!i))|cred|cookie|bearer|signature|(^|[^a-z])(sig|pw|pat|otp|pin)([^a-z]|$)/i;

/** The last word of a name says what its value is. */
const notTheSecretItself =
  /([^A-Za-z0-9]|^|[a-z])(File|Path|Dir|Folder|Name|Ref|Stdin|Namespace)s?$|[^A-Za-z0-9](file|path|dir|folder|name|ref|stdin|namespace)s?$/;
