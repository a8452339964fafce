import { HiddenValues, type Hide, hidden, type Replacement } from "./hidden-values.js";
import { manifestWithoutSecrets } from "./manifest-without-secrets.js";
import { isSecretName } from "./secret-names.js";
import { shellWords } from "./shell-words.js";
import { withoutKnownTokens, withoutParameters, withoutUserinfo } from "./urls-without-secrets.js";

/**
 * A command line without its secrets. Hidden is, in every word and in scripts (`sh -c "..."`):
 *
 *  - the value of a flag, an assignment, a parameter or a field whose name is likely to be that of a secret (`isSecretName`): `--token x`, `PGPASSWORD=x`,
 *    `--set a.password=x`, `?access_token=x`, `password: x`; names of files and of objects stay (`--key-file tls.key`);
 *  - every value of `--from-literal`, and all of `data` in a patch of a Secret and of `stringData` in any;
 *  - the user and password of a URL, `-u user:password`, HTTP headers such as Authorization;
 *  - `-p...` and its like where the program takes a password by it (`mysql -psecret`); `kubectl patch -p` and ports stay;
 *  - what has the form of a known token (a JWT, a private key).
 *
 * It rather hides too much than too little. Other secrets in a command cannot be recognised. `hide` returns the replacement of a value; a word in which it keeps
 * every value is given back as it is. `mayStay`: whether a value of a flag, a variable or a field with this name is no secret all the same.
 */
export function commandWithoutSecrets(
  command: readonly string[],
  hide: Replacement = () => hidden,
  mayStay: (value: string, name: string) => boolean = () => false,
): readonly string[] {
  const values = new HiddenValues(command, hide, mayStay);
  const words = new CommandWords(command, values, 0).redacted();
  return words.map((word, i) => values.written(word, command[i] ?? ""));
}

/** How a program takes a password by a short flag: attached (`-psecret`), as the next word, or both. */
export interface PasswordFlag {
  readonly flag: string;
  readonly attached: boolean;
  readonly separate: boolean;
}

const attachedOnly = { flag: "-p", attached: true, separate: false };
const separateOnly = (flag: string) => ({ flag, attached: false, separate: true });
const anyway = (flag: string) => ({ flag, attached: true, separate: true });

export const passwordFlags: ReadonlyMap<string, readonly PasswordFlag[]> = new Map(
  [
    {
      programs: "mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mysqlslap mysqlbinlog mysqlpump mysqlsh mycli",
      flags: [attachedOnly],
    },
    {
      programs: "mariadb mariadb-dump mariadb-admin mariadb-import mariadb-show mariadb-check mariadb-backup mariabackup xtrabackup",
      flags: [attachedOnly],
    },
    { programs: "7z 7za 7zz", flags: [attachedOnly] },
    { programs: "sshpass mongo mongosh mongodump mongorestore mongoexport mongoimport cqlsh rabbitmqadmin", flags: [anyway("-p")] },
    { programs: "redis-cli valkey-cli keydb-cli", flags: [separateOnly("-a")] },
    { programs: "sqlcmd bcp zip unzip mosquitto_pub mosquitto_sub ipmitool", flags: [anyway("-P")] },
    { programs: "ldapsearch ldapadd ldapmodify ldapdelete ldapwhoami ldappasswd", flags: [anyway("-w")] },
    { programs: "openssl", flags: [separateOnly("-k"), separateOnly("-K")] },
  ].flatMap(({ programs, flags }) => programs.split(" ").map((program) => [program, flags] as const)),
);

/** `docker login -p secret`: only with this word. */
export const loginPrograms: ReadonlySet<string> = new Set([
  "docker",
  "podman",
  "nerdctl",
  "buildah",
  "skopeo",
  "helm",
  "oc",
  "az",
  "argocd",
  "crane",
  "oras",
  "regctl",
]);

/** Their words name objects, so a program in one begins only behind "--". */
const kubectlLike = new Set(["kubectl", "oc", "helm", "k", "kubecolor", "kubectl-spy", "kubespy"]);

/** Of "a=b=c=d": nobody writes more, and what follows is hidden. */
const maxAssignments = 20;
/** Of helm. */
const settingFlag = /^--set(-string|-json|-literal)?$/;

/** `sh -c`, `bash -ec`: what follows is a script, also where it begins with an assignment. */
const isScriptFlag = /^-[a-z]{0,3}c$/;

/** A script in a script in a script: nobody nests deeper, and what is nested deeper is hidden. */
const maxScripts = 4;
/** A longer script, or a longer list of settings, is hidden as a whole: reading its words would take long. In UTF-16 units. */
const maxScriptLength = 65_536;

class CommandWords {
  readonly #words: readonly string[];
  readonly #values: HiddenValues;
  readonly #operators: readonly string[];
  readonly #scripts: number;
  readonly #isSecretCommand: boolean;
  #program = "";
  #isLogin = false;
  readonly #hasPipedPassword: boolean;

  /** `operators`: what separates each word from the one before, in a script. `scripts`: how many scripts it stands in. */
  constructor(words: readonly string[], values: HiddenValues, scripts: number, operators: readonly string[] = []) {
    this.#words = words;
    this.#values = values;
    this.#operators = operators;
    this.#scripts = scripts;
    this.#isSecretCommand = words.some((word) => /(^|,)secrets?(\/|,|$)/i.test(word));
    this.#hasPipedPassword = scripts > 0 && words.some((word) => /-stdin$/.test(word));
  }

  redacted(): readonly string[] {
    return this.#words.map((word, i) => {
      this.#enter(word, i);
      const name = this.#secretName(word, i);
      return name === undefined ? this.#word(word, this.#words[i - 1] ?? "") : this.#hide(word, name);
    });
  }

  #hide(value: string, name: string): string {
    return this.#values.hide(value, name);
  }

  /** Follows which program the words belong to. */
  #enter(word: string, i: number): void {
    const operator = this.#operators[i] ?? "";
    const before = this.#words[i - 1] ?? "";
    const name = (word.split("/").at(-1) ?? "").toLowerCase().replace(/\.exe$/, "");
    const begins = i === 0 || /[;|&(\n]/.test(operator) || before === "--";
    const isKnown = passwordFlags.has(name) || loginPrograms.has(name) || name === "curl";
    const follows = isKnown && !kubectlLike.has(this.#program) && !before.startsWith("-");
    // "sshpass -p x ssh -p 22": it starts another program.
    const isStarted = this.#program === "sshpass" && !word.startsWith("-") && !before.startsWith("-");
    if (begins || follows || isStarted) {
      this.#program = name;
      this.#isLogin = false;
    } else if (word === "login") this.#isLogin = true;
  }

  /** What a whole word is, if it is a secret because of what precedes it: the name of a flag or a setting, or "password". */
  #secretName(word: string, i: number): string | undefined {
    const before = this.#words[i - 1] ?? "";
    if (/<<<$/.test(this.#operators[i] ?? "")) return "password";
    if (i === 0 || /[;|&\n]/.test(this.#operators[i] ?? "")) return undefined;
    if (this.#hasPipedPassword && /^(echo|printf)$/.test(this.#program)) return "password";
    if (this.#words[i - 2] === "set" && isSecretName(before)) return before;
    if (this.#passwordFlags().some(({ flag, separate }) => separate && before === flag)) return "password";
    return isSecretFlag(before) && !/^(--[A-Za-z][\w-]*(=[\s\S]*)?|-[A-Za-z])$/.test(word) ? before : undefined;
  }

  #passwordFlags(): readonly PasswordFlag[] {
    const own = passwordFlags.get(this.#program) ?? [];
    return this.#isLogin && loginPrograms.has(this.#program) ? [...own, anyway("-p")] : own;
  }

  #word(word: string, before: string): string {
    const attached = this.#passwordFlags().find(
      ({ flag, attached }) => attached && word.startsWith(flag) && word.length > flag.length && !word.startsWith("--"),
    );
    if (attached !== undefined) return `${attached.flag}${this.#hide(word.slice(attached.flag.length), "password")}`;
    if (before === "--from-literal") return this.#literal(word);
    if (settingFlag.test(before)) return this.#settings(word);
    if (isScriptFlag.test(before) && /\s/.test(word)) return this.#text(word);
    return this.#user(word, before) ?? this.#header(word, before) ?? this.#value(word, before);
  }

  #literal(word: string): string {
    const sign = word.indexOf("=") + 1;
    return sign === 0 ? word : `${word.slice(0, sign)}${this.#hide(word.slice(sign), "secret")}`;
  }

  /** `-H X-Api-Key:x`; a header needs no space. */
  #header(word: string, before: string): string | undefined {
    const isHeader = /^(-H|--header)$/.test(before);
    const [, flag, name = ""] = (isHeader ? /^()([\w-]+):/ : /^(-H|--header=)([\w-]+):/).exec(word) ?? [];
    if (flag === undefined || !isSecretName(name)) return undefined;
    const value = word.slice(flag.length + name.length + 1).trim();
    const stands = this.#hide(value, name);
    return stands === value ? word : `${flag}${name}: ${stands}`;
  }

  /** `-u user:password`, where it is not `-u 1000:1000`. */
  #user(word: string, before: string): string | undefined {
    const isUser = /^(-[uU]|--(proxy-)?user)$/.test(before) || (this.#program === "curl" && /^-[A-Za-z]+[uU]$/.test(before));
    const [, flag, user, sign] = (isUser ? /^()([^:%\s]*)([:%])/ : /^(-[uU]|--(?:proxy-)?user=)([^:%\s]*)([:%])/).exec(word) ?? [];
    if (flag === undefined || /^\d+:\d+$/.test(word.slice(flag.length)) || /^[a-z][\w+.-]*:\/\//i.test(word)) return undefined;
    return `${flag}${user}${sign}${this.#hide(word.slice(`${flag}${user}${sign}`.length), "password")}`;
  }

  #value(word: string, flag: string, levels = maxAssignments): string {
    if (levels === 0) return this.#hide(word, "");
    const [, name = "", value = ""] = /^([^=\s{["'?&;]+)=([\s\S]*)$/.exec(word) ?? [];
    if (name !== "") return `${name}=${this.#assigned(name, value, flag, levels)}`;
    return this.#text(word);
  }

  /** The value of NAME=value, or of a flag with its value in one word. `flag`: the word before. */
  #assigned(name: string, value: string, flag: string, levels: number): string {
    if (value === "") return "";
    if (settingFlag.test(name)) return this.#settings(value);
    if (name === "--from-literal") return this.#literal(value);
    if (isSecretName(name)) return this.#hide(value, name);
    if (/^--?from-(env-)?file$/.test(name) || /^--?from-(env-)?file$/.test(flag)) return value;
    return this.#value(value, name, levels - 1);
  }

  /** As helm reads them: `a.b=1,c.password=2`, with lists in braces; or one setting in JSON. */
  #settings(text: string): string {
    if (text.length > maxScriptLength) return this.#hide(text, "");
    const isJson = /^[^=]*=\s*(\{\s*["}]|\[)/.test(text);
    const settings: string[] = [];
    // What has no name belongs to the value before it.
    for (const [piece] of isJson ? [[text]] : text.matchAll(/(?:\\[\s\S]|\{[^}]*\}?|[^,\\{])+|\\$/g))
      if (settings.length > 0 && !piece.includes("=")) settings.push(`${settings.pop()},${piece}`);
      else settings.push(piece);
    // `env[0].name=PASSWORD,env[0].value=x`
    const secretItems = new Set(
      settings.flatMap((setting) => {
        const [, item, name = ""] = /^(.*\.)name=(.*)$/.exec(setting) ?? [];
        return item !== undefined && isSecretName(name) ? [`${item}value`] : [];
      }),
    );
    return settings
      .map((setting) => {
        const [, name, value = ""] = /^([^=]*)=([\s\S]*)$/.exec(setting) ?? [];
        if (name === undefined) return setting;
        const isItem = secretItems.has(name);
        return `${name}=${isItem || isSecretName(name) ? this.#hide(value, isItem ? "secret" : name) : this.#text(value)}`;
      })
      .join(",");
  }

  /** A word that is no assignment: a manifest, a script, a URL, a header, or just a word. */
  #text(word: string): string {
    const hide: Hide = (value, name) => this.#hide(value, name);
    const { text: manifest, isWhole } = manifestWithoutSecrets(word, this.#isSecretCommand, hide);
    if (isWhole) return withoutKnownTokens(withoutUserinfo(manifest, hide), hide);
    const text = withoutKnownTokens(withoutParameters(withoutUserinfo(manifest, hide), hide), hide);
    return /[\s;|&<>]/.test(text.trim()) ? this.#script(text) : text;
  }

  #script(script: string): string {
    if (this.#scripts >= maxScripts || script.length > maxScriptLength) return this.#hide(script, "");
    const words = shellWords(script);
    const texts = words.map(({ text }) => text);
    const redacted = new CommandWords(
      texts,
      this.#values,
      this.#scripts + 1,
      words.map(({ operator }) => operator),
    ).redacted();
    let result = "";
    let at = 0;
    for (const [i, { start, end, text }] of words.entries()) {
      result += script.slice(at, start) + (redacted[i] === text ? script.slice(start, end) : redacted[i]);
      at = end;
    }
    return result + script.slice(at);
  }
}

function isSecretFlag(word: string): boolean {
  return /^--?[A-Za-z][\w.-]*$/.test(word) && word.length > 2 && isSecretName(word);
}
