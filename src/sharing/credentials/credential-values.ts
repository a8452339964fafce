import type { CredentialName } from "./credential-names.js";
import { isPublicDer } from "./der-keys.js";
import { isRandomToken, namedThreshold } from "./randomness.js";
import { isInvented, isPublicProse, isUnlikeEnglish } from "./words.js";

/**
 * How a name and its value are written: `NAME=value`, `"name": "value"`, a line `name: value`, `name: "value"`, `name:value` or `DB_PASSWORD: value`
 * (an item), or within a sentence.
 */
export type PairStyle = "assignment" | "json" | "line" | "quoted" | "item" | "sentence";

/** Whether a value is a credential, by what introduces it. */
export function isCredentialValue(value: string, name: CredentialName, style: PairStyle): boolean {
  if (name === "none" || isHarmlessValue(value)) return false;
  if (name === "possible") return value.length >= 16 && (isRandomToken(value, namedThreshold) || isHexKey(value));
  if (name === "generic") return isGenericSecret(value, style);
  if (name === "brief") return isBriefSecret(value, style);
  if (/^\d{1,3}$/.test(value)) return false;
  if (style === "quoted") return !isPublicProse(value);
  if (style === "item") return isUnlikeWord(value) || isInvented(value);
  return style !== "sentence" || isUnlikeWord(value) || isUnlikeEnglish(value);
}

/** Counts and results of tests have such names too: "pass=12", "PASS: TestOrders". */
function isBriefSecret(value: string, style: PairStyle): boolean {
  if (/^[\d.]+%?$/.test(value) || isPublicProse(value)) return false;
  if (style === "assignment" || style === "json" || style === "quoted") return true;
  return value.length >= 8 && isUnlikeWord(value) && !/^(?:Test|Benchmark|Example)|\//.test(value);
}

/** What cannot be a secret, whatever it belongs to: nothing, references, templates, booleans, placeholders, files, and words about credentials. */
export function isHarmlessValue(value: string): boolean {
  return (
    value.length < 3 ||
    harmless.test(value) ||
    isFile(value) ||
    isPublicDer(value) ||
    aboutCredentials.has(value.toLowerCase().replace(/[.,;:!?)\]}]+$/, ""))
  );
}

const harmless = new RegExp(
  [
    // References and templates.
    /\$[({A-Za-z_][\s\S]*|%[A-Z_]+%|\{\{[\s\S]*|<[^<>]*>?|\{[A-Za-z_.]*\}/,
    /(?:vault|secretref|ref\+\w+|op|sm|awssm|gcpsm|azurekv|env|file|sops|arn:aws[\w-]*):[\s\S]*/,
    // Already hidden.
    /[*x•.#_-]{3,}|\[?\(?(?:redacted|hidden|masked|omitted|removed|filtered|sanitized|secret omitted)\)?\]?/i,
    /redacted-[0-9a-f]{16}|kubespy:hmac-sha256:[\s\S]*/,
    // A call in a program; durations, versions, quantities.
    /[A-Za-z_$][A-Za-z_.#$]*\d{0,2}[([][\s\S]*/,
    /\d+(?:\.\d+)?(?:ns|us|ms|s|m|h|d|Ki|Mi|Gi|k|M|G)|v?\d+(?:\.\d+){1,3}/,
    /(?:true|false|null|nil|none|undefined|yes|no|on|off|0|1|enabled|disabled|empty|unset|default|string|optional|map\[.*|\[\]|\{\})/i,
  ]
    .map(({ source }) => `(?:${source})`)
    .join("|")
    .replace(/^/, "^(?:")
    .replace(/$/, ")$"),
  "i",
);

/** A path, or the name of a file; not what only begins with "/". */
function isFile(value: string): boolean {
  if (/\.(?:pem|key|crt|cert|cer|pfx|p12|jks|json|ya?ml|conf|cfg|txt|env|pub|toml|ini|properties|go|py|js|rs|sh|token)$/i.test(value))
    return /^[\w./@~:\\-]+$/.test(value);
  const segments = /^(?:~|\.{1,2}|[A-Za-z]:)?[\\/](.*)$/.exec(value)?.[1]?.split(/[\\/]/);
  return (
    segments !== undefined &&
    segments.length > 1 &&
    segments.every((segment) => /^[\w.@~:-]*$/.test(segment) && !isRandomToken(segment, namedThreshold))
  );
}

const aboutCredentials: ReadonlySet<string> = new Set(
  (
    "required missing expired invalid incorrect wrong not found is was are were has have had must should can cannot could will would may might the a an and or of for to in on " +
    "from by with as at it its this that denied failed failure error errors unauthorized forbidden rejected revoked unknown unsupported provided specified authentication authorization " +
    "authenticated authorized password username user secret secrets token tokens key keys credentials credential value values does do did been be too but only than then if when while " +
    "no any all each every other another one two please check see use using used set get got read reading mount mounted create created update updated delete deleted already exists exist " +
    "basic bearer digest negotiate oauth oauth2 jwt oidc ldap saml rbac webhook x509 node abac alwaysallow opaque string bytes object array number boolean int kubernetes.io/service-account-token " +
    "kubernetes.io/tls kubernetes.io/dockerconfigjson kubernetes.io/basic-auth"
  ).split(" "),
);

/** Of "secret", "token", "key": an object, a field or a variable has such a name too. */
function isGenericSecret(value: string, style: PairStyle): boolean {
  if (isUuid(value)) return style !== "sentence";
  if (value.length < 6 || /[\s()[\]{}<>^|\\]/.test(value)) return false;
  if (isBootstrapToken(value)) return true;
  if (/^[a-z0-9]+(?:[-./_:][a-z0-9]+)*$/.test(value))
    return value.length >= 16 && (isRandomToken(value, namedThreshold) || isHexKey(value)) && !isGeneratedName(value);
  if (isRandomToken(value, /^[A-Z2-7]{16,}$/.test(value) ? base32Threshold : namedThreshold)) return true;
  return style !== "sentence" && style !== "item" && value.length >= 8 && /\d/.test(value) && /[A-Za-z]/.test(value) && isUnlikeWord(value);
}

/** Of letters alone by chance: those with digits are known by their form. */
function isBootstrapToken(value: string): boolean {
  return isUnlikeEnglish(/^[a-z0-9]{6}\.([a-z]{16})$/.exec(value)?.[1] ?? "");
}

/** It may have no digit by chance. */
const base32Threshold = { ...namedThreshold, minClasses: 1 };

/** "default-token-x7k2p", "web-7d8f9c6b54-ns2mn": words, and short suffixes. */
function isGeneratedName(value: string): boolean {
  const isPart = (part: string) => part.length <= 10 || (/^[a-z]+$/.test(part) && !isUnlikeEnglish(part));
  return /[-./_:]/.test(value) && value.split(/[-./_:]/).every(isPart);
}

/** Behind the name of a credential it is a value, not the id of something. */
export function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
}

function isHexKey(value: string): boolean {
  return /^(?:[0-9a-f]{32,}|[0-9A-F]{32,})$/.test(value);
}

/** Digits, or characters that words do not have, besides letters; or case that changes within. Not a number, a time, or an address. */
function isUnlikeWord(value: string): boolean {
  if (/^[\d.,:/+-]+$/.test(value) && !/^\d{6,}$/.test(value)) return false;
  if (/^[a-z]+(?:[-_.][a-z]+)*$|^[A-Z]?[a-z]+(?:['’-][A-Za-z]+)*$|^[A-Z]+(?:_[A-Z]+)*$/.test(value)) return false;
  if (/^[a-z][\w.-]*:\/\//i.test(value) || /^(?:[A-Z][a-z]+){2,}$/.test(value)) return false;
  return value.length >= 4 && (/\d/.test(value) || /[^\w.,:;()[\]{}/'-]/.test(value) || /[a-z][A-Z]/.test(value));
}
