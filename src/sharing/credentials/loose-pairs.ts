import { isPlainValue } from "../policy/plain-values.js";
import type { CredentialDetector } from "./credential-detector.js";
import type { CredentialSpan } from "./credential-span.js";
import { isCredentialValue, isHarmlessValue } from "./credential-values.js";

/**
 * Names and values in syntaxes that `namedCredentials` does not read: names in other languages, tuples and bytes of Python, entities of HTML, tables,
 * values on the next line, logins of Oracle, lines of `.pgpass`, phrases of words.
 */
export const loosePairs: CredentialDetector = {
  name: "loose pairs",
  *find(text) {
    for (const { pattern, style, isFree } of pairs)
      for (const { 0: all, 1: value = "", index } of text.matchAll(pattern))
        if (isFree || isCredentialValue(value, "password", style)) yield spanAtEnd(index + all.length, value);
    for (const pattern of variables)
      for (const { 0: all, 1: value = "", index } of text.matchAll(pattern))
        if (!isPlainValue(value) && !isHarmlessValue(value)) yield spanAtEnd(index + all.length, value);
  },
};

interface Pair {
  /** Its first group is the value, and its end. */
  readonly pattern: RegExp;
  readonly style: "quoted" | "sentence";
  /** What introduces it says enough. */
  readonly isFree?: true;
}

const noun = "(?:[A-Za-z][A-Za-z0-9_.-]{0,60}[_.-])?(?:password|passwd|passphrase|passcode|api[_-]?key|token|secret(?:[_-]?key)?)";
const word = "([^\\s\"'`\\\\,;&<>()]{6,512}(?<![.:!?)]))";

const pairs: readonly Pair[] = [
  {
    // Without a boundary in front: scripts without spaces have none.
    pattern:
      /(?:kennwort|passwort|wachtwoord|contraseña|contrasena|mot de passe|motdepasse|senha|heslo|salasana|hasło|lösenord|adgangskode|jelszó|şifre|пароль|密码|密碼|口令|パスワード|비밀번호|암호)["'`]{0,1}[ \u00a0]{0,4}(?:[:=：＝]{1,2}|は|是|为|ist|lautet|es|est)[ \u00a0]{0,4}["'`“„«「]{0,1}([^\s"'`“”„«»「」,;]{4,512}(?<![.:!?)]))/giu,
    style: "sentence",
  },
  { pattern: new RegExp(`(?<![\\w.$/-])b?["']${noun}["'],? {0,2}:? {0,2}b["']${word}`, "gi"), style: "quoted" },
  { pattern: new RegExp(`\\(b?["']${noun}["'], {0,2}b?["']${word}(?=["'] {0,2}[,)])`, "gi"), style: "quoted" },
  { pattern: new RegExp(`(?<![\\w.$/-])${noun} {0,4}= {0,4}(?:'''|""")${word}`, "gi"), style: "quoted" },
  {
    pattern: new RegExp(
      `(?<![\\w.$/-])${noun}(?:&(?:quot|#34|#39|apos);)?(?:&(?:#61|equals|#58|colon);|[:=])(?:&(?:quot|#34|#39|apos);)?${word}`,
      "gi",
    ),
    style: "sentence",
  },
  { pattern: new RegExp(`(?<![\\w.$/-])${noun} {0,4}[:=：＝](?:[ \\t\\u00a0\\r\\n]|\\\\[nrt]){0,8}${word}`, "gi"), style: "sentence" },
  {
    pattern: new RegExp(`(?<![\\w.$/-])[A-Z][A-Z0-9_]{0,60}_(?:PASSWORD|PASSWD|TOKEN|SECRET|API_KEY)(?: {2,40}|\\t{1,4})${word}`, "g"),
    style: "sentence",
  },
  {
    pattern: /(?<![^\s"'=])(?![\dA-Fa-f:]+(?:[^\w.:]|$))[\w.*-]{1,253}:\d{2,5}:[\w*-]{1,63}:[\w*-]{1,63}:([^\s"'\\:]{6,256})/g,
    style: "sentence",
  },
  // Not "nginx@sha256:...".
  {
    pattern: /(?<![\w./-])[a-z][\w$]{1,30}\/([^\s/@"'\\:]{4,128}(?=@(?:\/\/|(?!sha(?:256|512):)[\w.-]{1,253}:\d{2,5}[:/])))/gi,
    style: "sentence",
  },
  { pattern: /(?<![A-Za-z0-9])(K10[0-9a-f]{64}::[\w:.-]{8,256})/g, style: "quoted", isFree: true },
  { pattern: /(?<![A-Za-z0-9])(key-[0-9a-z]{32})(?![A-Za-z0-9])/g, style: "quoted", isFree: true },
  {
    pattern: /(?:mnemonic|(?:seed|recovery)[ _-]?(?:phrase|words))["']?[ :=]{1,4}["']?([a-z]{3,8}(?: [a-z]{3,8}){11,23})(?![a-z ])/gi,
    style: "quoted",
    isFree: true,
  },
];

/** Environment variables in JSON that is cut off or part of a sentence, and as Go prints them: there too all go that are not plainly harmless. */
const variables: readonly RegExp[] = [
  /"name\\{0,3}": {0,1}\\{0,3}"[A-Z][A-Z0-9_]{1,128}\\{0,3}", {0,1}\\{0,3}"value\\{0,3}": {0,1}\\{0,3}"([^"\\]{3,4096})/g,
  /\{Name:[A-Z][A-Z0-9_]{1,128},? Value:([^\s{}]{3,512}(?<!,))(?=,? ValueFrom:)/g,
];

function spanAtEnd(end: number, value: string): CredentialSpan {
  return { start: end - value.length, end, kind: "named value" };
}
