import { hidden, manifestWithoutSecrets } from "./manifest-without-secrets.js";
import { isSecretName } from "./secret-names.js";
import { shellWords } from "./shell-words.js";

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
 * It rather hides too much than too little. Other secrets in a command cannot be recognised.
 */
export function commandWithoutSecrets(command: readonly string[]): readonly string[] {
  return new CommandWords(command, 0).redacted();
}

/** How a program takes a password by a short flag: attached (`-psecret`), as the next word, or both. */
interface PasswordFlag {
  readonly flag: string;
  readonly attached: boolean;
  readonly separate: boolean;
}

const attachedOnly = { flag: "-p", attached: true, separate: false };
const separateOnly = (flag: string) => ({ flag, attached: false, separate: true });
const anyway = (flag: string) => ({ flag, attached: true, separate: true });

const passwordFlags: ReadonlyMap<string, readonly PasswordFlag[]> = new Map(
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
const loginPrograms = new Set([
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

/** A script in a script in a script: nobody nests deeper, and what is nested deeper is hidden. */
const maxScripts = 4;

class CommandWords {
  readonly #words: readonly string[];
  readonly #operators: readonly string[];
  readonly #scripts: number;
  readonly #isSecretCommand: boolean;
  #program = "";
  #isLogin = false;
  readonly #hasPipedPassword: boolean;

  /** `operators`: what separates each word from the one before, in a script. `scripts`: how many scripts it stands in. */
  constructor(words: readonly string[], scripts: number, operators: readonly string[] = []) {
    this.#words = words;
    this.#operators = operators;
    this.#scripts = scripts;
    this.#isSecretCommand = words.some((word) => /(^|,)secrets?(\/|,|$)/i.test(word));
    this.#hasPipedPassword = scripts > 0 && words.some((word) => /-stdin$/.test(word));
  }

  redacted(): readonly string[] {
    return this.#words.map((word, i) => {
      this.#enter(word, i);
      return this.#isHidden(word, i) ? hidden : this.#word(word, this.#words[i - 1] ?? "");
    });
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

  /** Whether a whole word is a secret because of what precedes it. */
  #isHidden(word: string, i: number): boolean {
    const before = this.#words[i - 1] ?? "";
    if (/<<<$/.test(this.#operators[i] ?? "")) return true;
    if (i === 0 || /[;|&\n]/.test(this.#operators[i] ?? "")) return false;
    if (this.#hasPipedPassword && /^(echo|printf)$/.test(this.#program)) return true;
    if (this.#words[i - 2] === "set" && isSecretName(before)) return true;
    if (this.#passwordFlags().some(({ flag, separate }) => separate && before === flag)) return true;
    return isSecretFlag(before) && !/^(--[A-Za-z][\w-]*(=[\s\S]*)?|-[A-Za-z])$/.test(word);
  }

  #passwordFlags(): readonly PasswordFlag[] {
    const own = passwordFlags.get(this.#program) ?? [];
    return this.#isLogin && loginPrograms.has(this.#program) ? [...own, anyway("-p")] : own;
  }

  #word(word: string, before: string): string {
    const attached = this.#passwordFlags().find(
      ({ flag, attached }) => attached && word.startsWith(flag) && word.length > flag.length && !word.startsWith("--"),
    );
    if (attached !== undefined) return `${attached.flag}${hidden}`;
    if (before === "--from-literal") return word.replace(/=[\s\S]*$/, `=${hidden}`);
    if (settingFlag.test(before)) return this.#settings(word);
    return this.#user(word, before) ?? this.#header(word, before) ?? this.#value(word, before);
  }

  /** `-H X-Api-Key:x`; a header needs no space. */
  #header(word: string, before: string): string | undefined {
    const isHeader = /^(-H|--header)$/.test(before);
    const [, flag, name = ""] = (isHeader ? /^()([\w-]+):/ : /^(-H|--header=)([\w-]+):/).exec(word) ?? [];
    return flag === undefined || !isSecretName(name) ? undefined : `${flag}${name}: ${hidden}`;
  }

  /** `-u user:password`, where it is not `-u 1000:1000`. */
  #user(word: string, before: string): string | undefined {
    const isUser = /^(-[uU]|--(proxy-)?user)$/.test(before) || (this.#program === "curl" && /^-[A-Za-z]+[uU]$/.test(before));
    const [, flag, user, sign] = (isUser ? /^()([^:%\s]*)([:%])/ : /^(-[uU]|--(?:proxy-)?user=)([^:%\s]*)([:%])/).exec(word) ?? [];
    if (flag === undefined || /^\d+:\d+$/.test(word.slice(flag.length)) || /^[a-z][\w+.-]*:\/\//i.test(word)) return undefined;
    return `${flag}${user}${sign}${hidden}`;
  }

  #value(word: string, flag: string, levels = maxAssignments): string {
    if (levels === 0) return hidden;
    const [, name = "", value = ""] = /^([^=\s{["'?&;]+)=([\s\S]*)$/.exec(word) ?? [];
    if (name !== "") return `${name}=${this.#assigned(name, value, flag, levels)}`;
    return this.#text(word);
  }

  /** The value of NAME=value, or of a flag with its value in one word. `flag`: the word before. */
  #assigned(name: string, value: string, flag: string, levels: number): string {
    if (value === "") return "";
    if (settingFlag.test(name)) return this.#settings(value);
    if (name === "--from-literal") return value.replace(/=[\s\S]*$/, `=${hidden}`);
    if (isSecretName(name)) return hidden;
    if (/^--?from-(env-)?file$/.test(name) || /^--?from-(env-)?file$/.test(flag)) return value;
    return this.#value(value, name, levels - 1);
  }

  /** As helm reads them: `a.b=1,c.password=2`, with lists in braces; or one setting in JSON. */
  #settings(text: string): string {
    const isJson = /^[^=]*=\s*(\{\s*["}]|\[)/.test(text);
    const settings: string[] = [];
    // What has no name belongs to the value before it.
    for (const [piece] of isJson ? [[text]] : text.matchAll(/(?:\\[\s\S]|\{[^}]*\}?|[^,\\{])+|\\$/g))
      if (settings.length > 0 && !piece.includes("=")) settings.push(`${settings.pop()},${piece}`);
      else settings.push(piece);
    // `env[0].name=PASSWORD,env[0].value=x`
    const secretItems = settings.flatMap((setting) => {
      const [, item, name = ""] = /^(.*\.)name=(.*)$/.exec(setting) ?? [];
      return item !== undefined && isSecretName(name) ? [`${item}value`] : [];
    });
    return settings
      .map((setting) => {
        const [, name, value = ""] = /^([^=]*)=([\s\S]*)$/.exec(setting) ?? [];
        if (name === undefined) return setting;
        return `${name}=${isSecretName(name) || secretItems.includes(name) ? hidden : this.#text(value)}`;
      })
      .join(",");
  }

  /** A word that is no assignment: a manifest, a script, a URL, a header, or just a word. */
  #text(word: string): string {
    const { text: manifest, isWhole } = manifestWithoutSecrets(word, this.#isSecretCommand);
    if (isWhole) return withoutKnownTokens(withoutUserinfo(manifest));
    const text = withoutKnownTokens(withoutParameters(withoutUserinfo(manifest)));
    return /[\s;|&<>]/.test(text.trim()) ? this.#script(text) : text;
  }

  #script(script: string): string {
    if (this.#scripts >= maxScripts) return hidden;
    const words = shellWords(script);
    const texts = words.map(({ text }) => text);
    const redacted = new CommandWords(
      texts,
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

/** `scheme://user:password@host`. A password may hold "@", and one that was not encoded "/". */
function withoutUserinfo(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]{0,30}:\/\/)[^/\s?#@:]*:(?!\d{1,5}(?:[/?#\s]|$))[^\s'"]*@/gi, `$1${hidden}@`)
    .replace(/([a-z][a-z0-9+.-]{0,30}:\/\/)[^/\s?#'"]*@/gi, `$1${hidden}@`);
}

/** Parameters within a word: `?access_token=x`, `user=a&password=b`, `//registry/:_authToken=x`, `Server=db;Password=x`. */
function withoutParameters(text: string): string {
  return text.replace(/(?<![\w.[\]-])([\w.[\]-]+)=((?:(?!&[\w.[\]-]+=)[^\s'"])+)/g, (all, name: string) =>
    isSecretName(name) ? `${name}=${hidden}` : all,
  );
}

function withoutKnownTokens(text: string): string {
  return text.replace(knownTokens, hidden);
}

const knownTokens = new RegExp(
  [
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*/,
    /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/,
    /\b(?:gh[pousr]_|github_pat_|glpat-|xox[a-z]-|hvs\.|sk-|npm_|dop_v1_)[\w-]{10,}/,
    /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/,
    /(?<=\b(?:Bearer|Basic)\s+)[\w.~+/=-]{4,}/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);
