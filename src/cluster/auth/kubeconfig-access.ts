import type { Agent } from "node:http";
import type { RequestOptions } from "node:https";
import { KubespyError } from "../../errors.js";
import type { Clock } from "../../io/clock.js";
import { readRegularFile } from "../../io/input-file.js";
import { proxyFor } from "../transport/proxy.js";
import { makeAgent, type TlsMaterial } from "../transport/server-agent.js";
import type { ChosenContext } from "./chosen-context.js";
import { ExecPlugin, type PluginCredential } from "./exec-plugin.js";
import type { UserEntry } from "./kubeconfig.js";
import type { Credentials, ServerAccess } from "./server-access.js";

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
 * Certificates, tokens and plugins need only this file. Proxies and the older auth providers (oidc, gcp, azure) use the client library,
 * which is loaded only then: that costs half a second.
 */
export class KubeconfigAccess implements ServerAccess {
  readonly server: string;
  readonly #options: AccessOptions;
  readonly #plugin: ExecPlugin | undefined;
  readonly #proxy: string | undefined;
  #provider: Promise<AuthProvider> | undefined;
  #agent: { readonly material: string; readonly agent: Agent } | undefined;

  constructor(options: AccessOptions) {
    const { cluster, user } = options.context;
    this.#options = options;
    this.server = cluster.server;
    this.#plugin = user.exec === undefined ? undefined : new ExecPlugin({ ...options, plugin: user.exec, cluster });
    this.#proxy = proxyFor(cluster.server, cluster.proxyUrl, options.env);
  }

  async credentials(): Promise<Credentials> {
    const given = (await this.#plugin?.credential()) ?? {};
    const authorization = await this.#authorization(given);
    return {
      agent: await this.#agentFor(this.#tls(given)),
      headers: { ...impersonation(this.#options.context.user), ...(authorization === undefined ? {} : { Authorization: authorization }) },
    };
  }

  renew(): boolean {
    const { tokenFile, authProvider } = this.#options.context.user;
    this.#plugin?.forget();
    this.#provider = undefined;
    return this.#plugin !== undefined || tokenFile !== undefined || authProvider !== undefined;
  }

  /** Closes idle connections, so that the process can exit. */
  close(): void {
    this.#agent?.agent.destroy();
  }

  async #authorization(given: PluginCredential): Promise<string | undefined> {
    const { user } = this.#options.context;
    const token = given.token ?? (user.tokenFile === undefined ? user.token : readNamed(user.tokenFile, "token file").toString("utf8"));
    if (token !== undefined) return `Bearer ${token.trim()}`;
    if (user.username !== undefined) return `Basic ${Buffer.from(`${user.username}:${user.password ?? ""}`).toString("base64")}`;
    if (user.authProvider === undefined) return undefined;
    this.#provider ??= loadAuthProvider(user.authProvider);
    const options: RequestOptions & { headers: Record<string, string> } = { headers: {} };
    await (await this.#provider).applyAuthentication({ name: "user", authProvider: user.authProvider }, options);
    return options.headers["Authorization"];
  }

  #tls(given: PluginCredential): TlsMaterial {
    const { cluster, user } = this.#options.context;
    const ca = pem(cluster.caData, cluster.caFile, "certificate authority");
    const cert = given.cert ?? pem(user.certData, user.certFile, "client certificate");
    const key = given.key ?? pem(user.keyData, user.keyFile, "client key");
    return {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(cluster.insecure ? { rejectUnauthorized: false } : {}),
      ...(cluster.tlsServerName === undefined ? {} : { servername: cluster.tlsServerName }),
    };
  }

  async #agentFor(tls: TlsMaterial): Promise<Agent> {
    const material = JSON.stringify(tls);
    if (this.#agent?.material !== material) {
      // Open streams keep using the previous agent; its idle connections close by themselves.
      this.#agent = { material, agent: await makeAgent(this.server, tls, this.#proxy) };
    }
    return this.#agent.agent;
  }
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
      throw new KubespyError(`unsupported auth provider "${name}" in the kubeconfig`, {
        hint: "supported: oidc, gcp, azure; use an exec credential plugin instead",
      });
  }
}

function impersonation({ impersonate }: UserEntry): Record<string, string | readonly string[]> {
  if (impersonate === undefined) return {};
  const extra = Object.entries(impersonate.extra).map(([key, values]) => [`Impersonate-Extra-${encodeURIComponent(key)}`, values] as const);
  return {
    "Impersonate-User": impersonate.user,
    ...(impersonate.uid === undefined ? {} : { "Impersonate-Uid": impersonate.uid }),
    ...(impersonate.groups.length === 0 ? {} : { "Impersonate-Group": impersonate.groups }),
    ...Object.fromEntries(extra),
  };
}

function pem(data: string | undefined, file: string | undefined, what: string): string | undefined {
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  return file === undefined ? undefined : readNamed(file, what).toString("utf8");
}

function readNamed(file: string, what: string): Buffer {
  try {
    return readRegularFile(file, { name: `the ${what} ${file} from the kubeconfig` });
  } catch (error) {
    if (error instanceof KubespyError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new KubespyError(`cannot read the ${what} ${file} from the kubeconfig: ${code}`, { cause: error });
  }
}
