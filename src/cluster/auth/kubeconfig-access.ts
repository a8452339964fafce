import type { Agent } from "node:http";
import type { RequestOptions } from "node:https";
import { KubespyError } from "../../errors.js";
import type { Clock } from "../../io/clock.js";
import { printable } from "../../io/printable.js";
import { proxyFor } from "../transport/proxy.js";
import { makeAgent, type TlsMaterial } from "../transport/server-agent.js";
import { withoutPassword } from "../transport/without-password.js";
import type { ChosenContext } from "./chosen-context.js";
import { ExecPlugin } from "./exec-plugin.js";
import type { PluginCredential } from "./plugin-answer.js";
import { impersonationHeaders, sendable } from "./request-headers.js";
import type { Credentials, ServerAccess } from "./server-access.js";
import { checkTlsMaterial, readNamed, readTlsMaterial } from "./tls-material.js";
import type { UserEntry } from "./user-entry.js";

interface AccessOptions {
  readonly context: ChosenContext;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly interactive: boolean;
  readonly say: (text: string) => void;
}

/**
 * Authenticates as a kubeconfig describes. Reads files and runs plugins for each request, so it notices rotation; keeps and shares
 * connections as long as the certificates stay the same.
 *
 * Over plain HTTP nothing secret is sent and no plugin runs: everybody on the way could read it. kubectl does the same: client-go
 * (`DirectClientConfig.ClientConfig`) takes the user only for TLS (`rest.IsConfigTransportTLS`: the scheme is https, verified or not). Only
 * impersonation is sent regardless; it is no secret, and without it a request could have more rights than were requested. A password in the
 * server address is dropped as well, which kubectl sends.
 *
 * Certificates, tokens and plugins need only this folder. The older auth providers (oidc, gcp, azure) use the client library, which is loaded
 * only then: that costs half a second.
 */
export class KubeconfigAccess implements ServerAccess {
  readonly server: string;
  /** The address of the proxy, if there is one, as it was given. */
  readonly proxy: string | undefined;
  readonly #options: AccessOptions;
  readonly #isTls: boolean;
  /** Without what may not be sent. */
  readonly #user: UserEntry;
  readonly #plugin: ExecPlugin | undefined;
  #hasWarned = false;
  #provider: Promise<AuthProvider> | undefined;
  #agent: { readonly material: string; readonly agent: Agent } | undefined;

  /** Throws `KubespyError` when the environment names an unusable proxy. */
  constructor(options: AccessOptions) {
    const { cluster, user } = options.context;
    this.#options = options;
    this.#isTls = cluster.server.startsWith("https:");
    this.server = this.#isTls ? cluster.server : withoutPassword(cluster.server);
    this.#user = this.#isTls ? user : user.impersonate === undefined ? {} : { impersonate: user.impersonate };
    const { exec } = this.#user;
    // As kubectl: what the kubeconfig itself has wins over a plugin, which then does not run.
    this.#plugin = exec === undefined || hasOwnCredentials(user) ? undefined : new ExecPlugin({ ...options, plugin: exec, cluster });
    this.proxy = proxyFor(cluster.server, cluster.proxyUrl, options.env);
  }

  async credentials(signal?: AbortSignal): Promise<Credentials> {
    this.#warnIfDropped();
    const given = (await this.#plugin?.credential(signal)) ?? {};
    const authorization = await this.#authorization(given);
    return {
      agent: this.#agentFor(this.#isTls ? readTlsMaterial(this.#options.context.cluster, this.#user, given) : {}),
      headers: {
        ...impersonationHeaders(this.#user.impersonate),
        ...(authorization === undefined ? {} : { Authorization: sendable(authorization, "the token or password of the kubeconfig") }),
      },
    };
  }

  renew(): boolean {
    const { tokenFile, authProvider } = this.#user;
    this.#plugin?.forget();
    this.#provider = undefined;
    return this.#plugin !== undefined || tokenFile !== undefined || authProvider !== undefined;
  }

  /** Closes idle connections and ends a running plugin, so that the process can exit. */
  close(): void {
    this.#plugin?.close();
    this.#agent?.agent.destroy();
  }

  /** Once: it does not change. */
  #warnIfDropped(): void {
    const { context, say } = this.#options;
    if (this.#isTls || this.#hasWarned) return;
    this.#hasWarned = true;
    const { user, cluster } = context;
    const isDropped =
      hasOwnCredentials(user) || user.exec !== undefined || user.authProvider !== undefined || this.server !== cluster.server;
    if (isDropped) say(`warning: no credentials are sent to ${printable(this.server, 300)}, because it is not https://\n`);
  }

  async #authorization(given: PluginCredential): Promise<string | undefined> {
    const user = this.#user;
    const token = given.token ?? tokenOf(user);
    if (token !== undefined) return `Bearer ${token}`;
    const { username, password, authProvider } = user;
    if (username !== undefined || password !== undefined) {
      return `Basic ${Buffer.from(`${username ?? ""}:${password ?? ""}`).toString("base64")}`;
    }
    if (authProvider === undefined) return undefined;
    this.#provider ??= loadAuthProvider(authProvider);
    const options: RequestOptions & { headers: Record<string, string> } = { headers: {} };
    const provider = await this.#provider;
    try {
      await provider.applyAuthentication({ name: "user", authProvider }, options);
    } catch (error) {
      const reason = printable(error instanceof Error ? error.message : "unknown error", 300);
      throw new KubespyError(`the auth provider "${authProvider.name}" of the kubeconfig failed: ${reason}`, {
        hint: 'log in again, then check with "kubectl auth whoami"',
        cause: error,
      });
    }
    return options.headers["Authorization"];
  }

  #agentFor(tls: TlsMaterial): Agent {
    const material = JSON.stringify(tls);
    if (this.#agent?.material !== material) {
      checkTlsMaterial(tls);
      // Open streams keep using the previous agent; its idle connections close by themselves.
      this.#agent = { material, agent: makeAgent(this.server, tls, this.proxy) };
    }
    return this.#agent.agent;
  }
}

/** A token, a password or a certificate in the kubeconfig itself. */
function hasOwnCredentials({ token, tokenFile, username, password, certData, certFile }: UserEntry): boolean {
  return (token ?? tokenFile ?? username ?? password ?? certData ?? certFile) !== undefined;
}

/** As kubectl: the file wins; while it cannot be read, the token beside it is used. Throws `KubespyError` if there is none. */
function tokenOf({ token, tokenFile }: UserEntry): string | undefined {
  if (tokenFile === undefined) return token?.trim();
  try {
    const read = readNamed(tokenFile, "token file").trim();
    if (read !== "") return read;
  } catch (error) {
    if (token === undefined) throw error;
  }
  if (token !== undefined) return token.trim();
  throw new KubespyError(`the token file ${tokenFile} from the kubeconfig is empty`);
}

interface AuthProvider {
  applyAuthentication(user: { name: string; authProvider: NonNullable<UserEntry["authProvider"]> }, options: RequestOptions): Promise<void>;
}

async function loadAuthProvider({ name }: NonNullable<UserEntry["authProvider"]>): Promise<AuthProvider> {
  switch (name) {
    case "oidc":
      return new (await import("@kubernetes/client-node/dist/oidc_auth.js")).OpenIDConnectAuth();
    case "gcp":
      return new (await import("@kubernetes/client-node/dist/gcp_auth.js")).GoogleCloudPlatformAuth();
    case "azure":
      return new (await import("@kubernetes/client-node/dist/azure_auth.js")).AzureAuth();
    default:
      throw new KubespyError(`unsupported auth provider "${printable(name, 200)}" in the kubeconfig`, {
        hint: "supported: oidc, gcp, azure; use an exec credential plugin instead",
      });
  }
}
