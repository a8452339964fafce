import { dirname, isAbsolute, join } from "node:path";
import { KubespyError } from "../../errors.js";
import { readInput } from "../../io/input-file.js";

/** The part of a kubeconfig that kubespy uses, also of merged ones. File names are absolute. */
export interface Kubeconfig {
  readonly currentContext?: string;
  readonly contexts: readonly Named<ContextEntry>[];
  readonly clusters: readonly Named<ClusterEntry>[];
  readonly users: readonly Named<UserEntry>[];
}

export type Named<T> = T & { readonly name: string };

interface ContextEntry {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

/** `...Data` is base64 of PEM. If both are given, data wins, as in kubectl. */
export interface ClusterEntry {
  readonly server?: string;
  readonly caFile?: string;
  readonly caData?: string;
  readonly insecure: boolean;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
}

export interface UserEntry {
  readonly certFile?: string;
  readonly certData?: string;
  readonly keyFile?: string;
  readonly keyData?: string;
  readonly token?: string;
  /** Wins over `token`; read again for each request. */
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly exec?: ExecEntry;
  /** The older plugins (oidc, gcp, azure), passed to the client library unchanged. */
  readonly authProvider?: { readonly name: string; readonly config: Readonly<Record<string, unknown>> };
  readonly impersonate?: ImpersonateEntry;
}

/** A credential plugin. */
export interface ExecEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly interactiveMode: string;
  readonly provideClusterInfo: boolean;
  readonly installHint?: string;
}

interface ImpersonateEntry {
  readonly user: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/**
 * Reads one file. Not with the client library, because that drops fields that clusters need (`tokenFile`, `as-groups`,
 * `provideClusterInfo`) and rejects a file for one invalid entry that is never used. Ignores unknown fields and entries of the wrong shape.
 */
export async function readKubeconfig(file: string): Promise<Kubeconfig> {
  const text = await readText(file);
  try {
    return asKubeconfig(await parse(text), dirname(file));
  } catch (error) {
    // The parser's message quotes the file, which holds credentials: report the line only.
    const { mark, reason } = error as { mark?: { line?: number }; reason?: string };
    const where = mark?.line === undefined ? "" : ` line ${mark.line + 1}`;
    throw new KubespyError(`${file}${where} is not a valid kubeconfig: ${reason ?? "not a mapping"}`, {
      hint: `run "KUBECONFIG=${file} kubectl config view" to check it`,
    });
  }
}

/** For each name the first file wins; for `current-context` the first that sets it. This is the order of `KUBECONFIG`. */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const currentContext = configs.map((config) => config.currentContext).find((name) => name !== undefined);
  return {
    ...(currentContext === undefined ? {} : { currentContext }),
    contexts: firstOfEachName(configs.flatMap((config) => config.contexts)),
    clusters: firstOfEachName(configs.flatMap((config) => config.clusters)),
    users: firstOfEachName(configs.flatMap((config) => config.users)),
  };
}

function firstOfEachName<T extends { readonly name: string }>(entries: readonly T[]): readonly T[] {
  return entries.filter((entry, index) => entries.findIndex((other) => other.name === entry.name) === index);
}

/** Far more than the contexts of thousands of clusters with their certificates. */
const maxKubeconfigBytes = 256_000_000;

async function readText(file: string): Promise<string> {
  try {
    return (await readInput(file, { name: `the kubeconfig ${file}`, maxBytes: maxKubeconfigBytes })).toString("utf8");
  } catch (error) {
    if (error instanceof KubespyError) throw error;
    throw new KubespyError(`cannot read the kubeconfig ${file}: ${(error as NodeJS.ErrnoException).code}`, { cause: error });
  }
}

/** JSON is YAML, and most programs that generate a kubeconfig write JSON: then the YAML parser need not be loaded. */
async function parse(text: string): Promise<unknown> {
  if (text.trimStart().startsWith("{")) {
    try {
      return JSON.parse(text);
    } catch {
      // Flow-style YAML can start with a brace too.
    }
  }
  const { load } = await import("js-yaml");
  return load(text);
}

type Fields = Readonly<Record<string, unknown>>;

function asKubeconfig(value: unknown, folder: string): Kubeconfig {
  // kubectl accepts an empty file as an empty kubeconfig.
  const root = value === null || value === undefined ? {} : asFields(value);
  if (root === undefined) throw new TypeError("not a mapping");
  return {
    ...optional({ currentContext: text(root["current-context"]) }),
    contexts: named(root["contexts"], "context", (fields) =>
      optional({ cluster: text(fields["cluster"]), user: text(fields["user"]), namespace: text(fields["namespace"]) }),
    ),
    clusters: named(root["clusters"], "cluster", (fields) => asCluster(fields, folder)),
    users: named(root["users"], "user", (fields) => asUser(fields, folder)),
  };
}

function named<T extends object>(list: unknown, key: string, read: (fields: Fields) => T): readonly Named<T>[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    const name = text(asFields(item)?.["name"]);
    return name === undefined ? [] : [{ ...read(asFields(asFields(item)?.[key]) ?? {}), name }];
  });
}

function asCluster(fields: Fields, folder: string): ClusterEntry {
  return {
    insecure: fields["insecure-skip-tls-verify"] === true,
    ...optional({
      server: text(fields["server"]),
      caFile: path(fields["certificate-authority"], folder),
      caData: text(fields["certificate-authority-data"]),
      tlsServerName: text(fields["tls-server-name"]),
      proxyUrl: text(fields["proxy-url"]),
    }),
  };
}

function asUser(fields: Fields, folder: string): UserEntry {
  return optional({
    certFile: path(fields["client-certificate"], folder),
    certData: text(fields["client-certificate-data"]),
    keyFile: path(fields["client-key"], folder),
    keyData: text(fields["client-key-data"]),
    token: text(fields["token"]),
    tokenFile: path(fields["tokenFile"], folder),
    username: text(fields["username"]),
    password: text(fields["password"]),
    exec: asExec(asFields(fields["exec"]), folder),
    authProvider: asAuthProvider(asFields(fields["auth-provider"])),
    impersonate: asImpersonate(fields),
  });
}

function asExec(fields: Fields | undefined, folder: string): ExecEntry | undefined {
  const command = text(fields?.["command"]);
  if (fields === undefined || command === undefined) return undefined;
  const env = list(fields["env"]).map((item) => [text(asFields(item)?.["name"]) ?? "", text(asFields(item)?.["value"]) ?? ""] as const);
  return {
    apiVersion: text(fields["apiVersion"]) ?? "client.authentication.k8s.io/v1beta1",
    // A plain name is looked up in PATH; a relative path is relative to the kubeconfig.
    command: /[\\/]/.test(command) && !isAbsolute(command) ? join(folder, command) : command,
    args: texts(fields["args"]),
    env: Object.fromEntries(env.filter(([name]) => name !== "")),
    interactiveMode: text(fields["interactiveMode"]) ?? "IfAvailable",
    provideClusterInfo: fields["provideClusterInfo"] === true,
    ...optional({ installHint: text(fields["installHint"]) }),
  };
}

function asAuthProvider(fields: Fields | undefined): UserEntry["authProvider"] {
  const name = text(fields?.["name"]);
  return name === undefined ? undefined : { name, config: asFields(fields?.["config"]) ?? {} };
}

function asImpersonate(fields: Fields): ImpersonateEntry | undefined {
  const user = text(fields["as"]);
  if (user === undefined) return undefined;
  const extra = Object.entries(asFields(fields["as-user-extra"]) ?? {}).map(([key, values]) => [key, texts(values)] as const);
  return { user, groups: texts(fields["as-groups"]), extra: Object.fromEntries(extra), ...optional({ uid: text(fields["as-uid"]) }) };
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function texts(value: unknown): readonly string[] {
  return list(value).flatMap((item) => text(item) ?? []);
}

/** A kubeconfig does not distinguish absent from empty. */
function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function path(value: unknown, folder: string): string | undefined {
  const file = text(value);
  return file === undefined || isAbsolute(file) ? file : join(folder, file);
}

/** Leaves out the fields that are undefined. */
function optional<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
