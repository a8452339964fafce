import { isAbsolute, join, sep } from "node:path";
import { present } from "./cluster-entry.js";
import type { EntryFields } from "./entry-fields.js";

/** File names are absolute; `...Data` is base64 of PEM. */
export interface UserEntry {
  readonly certFile?: string;
  readonly certData?: string;
  readonly keyFile?: string;
  readonly keyData?: string;
  readonly token?: string;
  /** Wins over `token` while it can be read; read again for each request. */
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly exec?: ExecEntry;
  /** The older plugins (oidc, gcp, azure), passed to the client library unchanged. */
  readonly authProvider?: { readonly name: string; readonly config: Readonly<Record<string, unknown>> };
  readonly impersonate?: ImpersonateEntry;
}

/** A credential plugin. Empty where the kubeconfig says nothing: `findContradictions` refuses that. */
export interface ExecEntry {
  readonly apiVersion: string;
  /** Absolute, or a plain name to look up in PATH. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly (readonly [name: string, value: string])[];
  readonly interactiveMode: string;
  readonly provideClusterInfo: boolean;
  readonly installHint?: string;
}

/** Present if any of its fields is; `findContradictions` refuses the others without a user. */
export interface ImpersonateEntry {
  readonly user: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: readonly (readonly [key: string, values: readonly string[]])[];
}

/** Throws `KubespyError` for a field of the wrong type. */
export function readUser(fields: EntryFields): UserEntry {
  return present({
    certFile: fields.file("client-certificate"),
    certData: fields.base64("client-certificate-data"),
    keyFile: fields.file("client-key"),
    keyData: fields.base64("client-key-data"),
    token: fields.text("token"),
    tokenFile: fields.file("tokenFile"),
    username: fields.text("username"),
    password: fields.text("password"),
    exec: readExec(fields.group("exec")),
    authProvider: readAuthProvider(fields.group("auth-provider")),
    impersonate: readImpersonate(fields),
  });
}

function readExec(fields: EntryFields | undefined): ExecEntry | undefined {
  if (fields === undefined) return undefined;
  const command = fields.text("command") ?? "";
  const apiVersion = fields.text("apiVersion") ?? "";
  return {
    apiVersion,
    // A plain name is looked up in PATH. What has a separator is a path, and must stay one: "./plugin" may not become "plugin".
    command: command.includes(sep) && !isAbsolute(command) ? join(fields.origin.folder, command) : command,
    args: fields.texts("args"),
    env: fields.items("env").map((item) => [item.text("name") ?? "", item.text("value") ?? ""] as const),
    interactiveMode: fields.text("interactiveMode") ?? (/\/v1(alpha|beta)1$/.test(apiVersion) ? "IfAvailable" : ""),
    provideClusterInfo: fields.flag("provideClusterInfo"),
    ...present({ installHint: fields.text("installHint") }),
  };
}

function readAuthProvider(fields: EntryFields | undefined): UserEntry["authProvider"] {
  if (fields === undefined) return undefined;
  const config = fields.group("config");
  return {
    name: fields.text("name") ?? "",
    config: Object.fromEntries((config?.keys() ?? []).map((key) => [key, config?.raw(key)])),
  };
}

function readImpersonate(fields: EntryFields): ImpersonateEntry | undefined {
  const user = fields.text("as");
  const uid = fields.text("as-uid");
  const groups = fields.texts("as-groups");
  const given = fields.group("as-user-extra");
  const extra = (given?.keys() ?? []).map((key) => [key, given?.texts(key) ?? []] as const);
  if (user === undefined && uid === undefined && groups.length === 0 && extra.length === 0) return undefined;
  return { user: user ?? "", groups, extra, ...present({ uid }) };
}
