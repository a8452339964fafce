import { KubespyError } from "../errors.js";
import type { Clock } from "../io/clock.js";
import type { ResourceType } from "../model/resource-type.js";
import type { ServerInfo } from "../model/session.js";
import { type ContextSource, chooseContext } from "./auth/chosen-context.js";
import { KubeconfigAccess } from "./auth/kubeconfig-access.js";
import { RequestFailure } from "./cluster-reader.js";
import type { Connection } from "./connection.js";
import { discover } from "./discovery/discovery.js";
import { explainFailure } from "./transport/explain-failure.js";
import { createHttpReader, type HttpReaderOptions } from "./transport/http-reader.js";
import { readServerState } from "./transport/server-state.js";
import { Transport, type TransportLimits } from "./transport/transport.js";
import { withoutPassword } from "./transport/without-password.js";

export interface ConnectOptions extends ContextSource {
  readonly clock: Clock;
  /** Of this program, for the User-Agent. */
  readonly version: string;
  /** Credential plugins may prompt on the terminal. Default: false. */
  readonly interactive?: boolean;
  /** Receives messages of credential plugins, and of discovery about groups that it could not read. Default: dropped. */
  readonly say?: (text: string) => void;
  /** Stops `serverInfo` and `resources`; the methods of the reader take their own signal. */
  readonly signal?: AbortSignal;
  readonly limits?: Partial<TransportLimits>;
  readonly watch?: Omit<HttpReaderOptions, "transport">;
}

/** For version and discovery: every healthy server answers these at once, and the user is waiting to learn whether it can be reached. */
const firstLimits: Partial<TransportLimits> = {
  connectMs: 10_000,
  responseMs: 10_000,
  stallMs: 10_000,
  bodyMs: 10_000,
  bodyBytes: 64 * 1024 * 1024,
};

/** Finds the kubeconfig and the context. Makes no request yet. Rejects with `KubespyError` when there is none, or it cannot be used. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { clock, say = () => {} } = options;
  const context = await chooseContext(options);
  const access = new KubeconfigAccess({ context, env: options.env, clock, interactive: options.interactive ?? false, say });
  const transport = new Transport({
    access,
    clock,
    userAgent: `kubespy/${options.version}`,
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const ask: Pick<Transport, "read"> = {
    read: (question) => transport.read({ signal: options.signal, limits: { ...firstLimits, ...options.limits }, ...question }),
  };
  const facts = { contextName: context.name, kubeconfig: options.kubeconfig, server: withoutPassword(access.server), proxy: access.proxy };
  const explain = (error: unknown, typed: { readonly namespace?: readonly string[] } = {}): KubespyError => {
    if (error instanceof KubespyError) return error;
    return explainFailure(error instanceof RequestFailure ? error : new RequestFailure(String(error), { cause: error }), {
      ...facts,
      ...typed,
    });
  };
  const rejectExplained = (error: unknown) => Promise.reject(explain(error));
  let resources: Promise<readonly ResourceType[]> | undefined;
  return {
    ...(context.name === undefined ? {} : { contextName: context.name }),
    namespace: context.namespace ?? "default",
    server: facts.server,
    reader: createHttpReader({ ...options.watch, transport }),
    serverInfo: () => serverInfo(ask).catch(rejectExplained),
    resources: () => {
      resources ??= readResources(ask, say, options.signal).catch((error: unknown) => {
        resources = undefined;
        return rejectExplained(error);
      });
      return resources;
    },
    state: (signal) => readServerState(transport, signal),
    explain,
    close: () => access.close(),
  };
}

async function readResources(
  transport: Pick<Transport, "read">,
  say: (text: string) => void,
  signal: AbortSignal | undefined,
): Promise<readonly ResourceType[]> {
  const { types, skipped } = await discover(transport, signal);
  for (const note of skipped.slice(0, maxNotes)) say(`${note}\n`);
  if (skipped.length > maxNotes) say(`cannot discover the resources of ${skipped.length - maxNotes} more\n`);
  return types;
}

/** Of groups whose resources are unknown: a broken server could name thousands. */
const maxNotes = 20;

async function serverInfo(transport: Pick<Transport, "read">): Promise<ServerInfo> {
  try {
    const { body, clockOffsetMs } = await transport.read({ path: "/version" });
    const version = versionIn(body);
    return { ...(version === undefined ? {} : { version }), ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }) };
  } catch (error) {
    // Some servers do not allow reading their version; recording works without it, and the refusal has the time of the server too.
    if (error instanceof RequestFailure && (error.status === 403 || error.status === 404))
      return error.clockOffsetMs === undefined ? {} : { clockOffsetMs: error.clockOffsetMs };
    throw error;
  }
}

function versionIn(body: Buffer): string | undefined {
  try {
    const { gitVersion } = JSON.parse(body.toString("utf8")) as { gitVersion?: unknown };
    return typeof gitVersion === "string" ? gitVersion.slice(0, 100) : undefined;
  } catch {
    return undefined;
  }
}
