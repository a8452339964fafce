import { commandWithoutSecrets } from "../command-without-secrets.js";
import { isPlaceholder } from "../placeholders.js";
import { isSecretName } from "../secret-names.js";
import { urlsWithoutUserinfo, withoutSourceNames } from "../urls-without-secrets.js";
import { isDescribingName, nameVerdict } from "./name-verdicts.js";
import type { Place } from "./place.js";
import { isEnvironmentField, judgedOnce } from "./place-shapes.js";
import { isPlainPath, isPlainValue } from "./plain-values.js";

/** Whether the list of texts at a place is a command line: `command` and `args` of any object, `exec.command` of a probe or a hook among them. */
export function isCommandAt(place: Place): boolean {
  return isCommandField(place.path.at(-1));
}

const isCommandField = judgedOnce((field) =>
  /^([A-Za-z-]{0,40}(commands?|args)|cmd|arguments|options|flags|entrypoint|(java|jvm|mount)Opt(ion)?s)$/i.test(field),
);

/**
 * The words of a command line with each credential in them passed through `hide`, which returns its replacement. What is plainly harmless stays, so that
 * `--authorization-mode=Node,RBAC` and `--tls-private-key=/etc/tls.key` can be read; of a flag such as `--token` nothing is.
 */
export function commandWords(words: readonly string[], hide: (value: string) => string): readonly string[] {
  return commandWithoutSecrets(words, hide, staysInCommand);
}

function staysInCommand(value: string, name: string): boolean {
  if (value === "" || isPlaceholder(value) || variable.test(value)) return true;
  if (/^(true|false)$/.test(value)) return true;
  const bare = name.replace(/^-+/, "");
  if (name === "" || value.length > maxKeptLength) return false;
  if (isPlainPath(value)) return true;
  if (nameVerdict(bare) === "credential") return false;
  if (isDescribingName(bare) && /^[A-Za-z][a-z-]{1,20}$/.test(value)) return true;
  return value.split(",").every((part) => isPlainValue(part) || /^\/[a-z]{2,16}$/.test(part));
}

/** As Kubernetes and shells write it, so that "$ecret" is none. */
const variable = /^\$(\([\w.-]{1,63}\)|\{[A-Z_][A-Z0-9_]{0,62}\}|[A-Z_][A-Z0-9_]{0,62})$/;
const maxKeptLength = 1024;

const isScriptField = judgedOnce((field) =>
  /^(script|commandLine|shell|bash|run|javaOpts|jvmOpts|initScript|startupScript|(pre|post)[-_]?(start|stop|install|run)[-_]?script)$/i.test(
    field,
  ),
);

/**
 * A text of which only parts are credentials, with each passed through `hide`; undefined for other texts. It is a script (`script` of Argo and Tekton),
 * a command line as one text, `NAME=value` in a list of environment variables, or an address: a path or a URL with a query, the address of a database.
 */
export function textParts(text: string, place: Place, hide: (value: string) => string): string | undefined {
  const field = place.path.at(-1);
  if (field === undefined) return undefined;
  const isScript = isScriptField(field) || isCommandField(field) || (field === "source" && place.path.at(-2) === "script");
  if (isScript) return commandWords(["sh", "-c", text], hide)[2];
  if (field === "image") return imageText(text, hide);
  const environment = typeof field === "number" ? environmentText(text, place, hide) : undefined;
  return environment ?? addressText(text, hide);
}

/** `user:password@registry/image`: nothing pulls it, and the kubelet says it in messages. */
function imageText(text: string, hide: (value: string) => string): string | undefined {
  const [all, user = "", password = "", rest = ""] = /^([^\s/@:]{1,128}:)([^\s/@]{1,256})(@(?!sha(?:256|512):)[\s\S]*)$/.exec(text) ?? [];
  return all === undefined || isPlaceholder(password) ? undefined : `${user}${hide(password)}${rest}`;
}

/** Undefined for a text that is no address, and for an address without credentials. Values are passed on as they are meant, without escapes. */
function addressText(text: string, hide: (value: string) => string): string | undefined {
  if (text.length > maxAddressLength || !/[?@]/.test(text) || /\s/.test(text)) return undefined;
  const hidden = (value: string) => (isPlaceholder(value) ? value : hide(unescaped(value)));
  const withoutPasswords = text.includes("@") ? withoutSourceNames(passwordText(text, hidden), hidden) : text;
  const result = queryText(withoutPasswords, hidden);
  return result === text ? undefined : result;
}

/** Of one URL or several. The user stays: where it is a token, the detectors see that. */
function passwordText(text: string, hide: (value: string) => string): string {
  if (!/^[a-z][a-z0-9+.:-]{0,60}:\/\//i.test(text) || /@sha(256|512):[0-9a-f]+$/.test(text)) return text;
  const withoutPassword = (userinfo: string) => {
    const password = userinfo.indexOf(":") + 1;
    return password === 0 ? userinfo : `${userinfo.slice(0, password)}${hide(userinfo.slice(password))}`;
  };
  return text
    .split(/,(?=[a-z][a-z0-9+.-]{0,30}:\/\/)/i)
    .map((url) => urlsWithoutUserinfo(url, withoutPassword))
    .join(",");
}

/** Longer than any address: of a signed URL, for example. */
const maxAddressLength = 8192;

function queryText(text: string, hide: (value: string) => string): string {
  const start = text.indexOf("?");
  if (start < 0) return text;
  const query = text.slice(start).replace(/([?&;#])([\w.$%[\]~:-]{1,128})=([^&#]+)/g, (all, sign: string, name: string, value: string) => {
    const isCredential = nameVerdict(name) !== undefined || (queryCredentials.test(name) && !/^[a-z_-]{1,16}$/.test(value));
    return isCredential && !staysInCommand(unescaped(value), name) ? `${sign}${name}=${hide(value)}` : all;
  });
  return text.slice(0, start) + query;
}

/** Credentials in queries alone: elsewhere a code is that of an exit, a session that of kubespy. */
const queryCredentials = /^(code|jwt|hmac|sas|sid|session(_?id)?|assertion|ticket)$/i;

function unescaped(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function environmentText(text: string, place: Place, hide: (value: string) => string): string | undefined {
  const list = place.path.at(-2);
  if (!isEnvironmentField(list) && list !== "literals") return undefined;
  const [, name = "", value = ""] = /^([A-Za-z_][\w.-]{0,255})=([\s\S]+)$/.exec(text) ?? [];
  if (name === "" || isPlaceholder(value)) return undefined;
  return !isSecretName(name) && isPlainValue(value) ? text : `${name}=${hide(value)}`;
}
