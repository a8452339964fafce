import { RequestFailure } from "../cluster-reader.js";
import { limitTime } from "../transport/limit-time.js";
import { assertParsable } from "../transport/parsable-body.js";
import type { Transport } from "../transport/transport.js";
import { type Discovery, type GroupDocument, readAggregated, readGroups, readResourceList, readVersions } from "./discovery-documents.js";

/** Prefers aggregated discovery: two requests for everything. Falls back to its beta form, then to the separate documents. */
const aggregated = ["v2", "v2beta1"].map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`);
const accept = [...aggregated, "application/json"].join(",");

/**
 * Discovers the resource types of a server. Skips a group that fails and reports it; the core group is required. Rejects with
 * `RequestFailure`, also when the signal aborts.
 */
export async function discover(transport: Pick<Transport, "read">, signal: AbortSignal = new AbortController().signal): Promise<Discovery> {
  const [core, groups] = await Promise.all([
    readRoot(transport, "/api", signal),
    readRoot(transport, "/apis", signal).catch(asSkipped("/apis")),
  ]);
  return { types: [...core.types, ...groups.types], skipped: [...core.skipped, ...groups.skipped] };
}

async function readRoot(transport: Pick<Transport, "read">, path: "/api" | "/apis", signal: AbortSignal): Promise<Discovery> {
  const document = await readJson(transport, { path, accept, signal });
  const all = readAggregated(document);
  if (all !== undefined) return all;
  const groups = path === "/api" ? readVersions(document) : readGroups(document);
  if (groups === undefined) throw foreign(path);
  return await limitTime(signal, versionsMs, (limited) => readGroupVersions(transport, path, groups, limited)).catch((error) => {
    if (signal.aborted || !isStopped(error)) throw error;
    throw new RequestFailure(`the discovery of ${path} did not end within ${versionsMs / 1000} s`, { code: "ETIMEDOUT" });
  });
}

/** For the documents of all groups together: a server with hundreds of groups answers in some seconds, over a slow VPN in some minutes. */
const versionsMs = 300_000;

function isStopped(error: unknown): boolean {
  return error instanceof RequestFailure && error.code === "ABORT_ERR";
}

function foreign(path: string): RequestFailure {
  return new RequestFailure(`${path} is not a discovery document of a Kubernetes API`, { status: 200 });
}

/** One request for each version of each group, a few at a time. */
async function readGroupVersions(
  transport: Pick<Transport, "read">,
  root: string,
  groups: readonly GroupDocument[],
  signal: AbortSignal,
): Promise<Discovery> {
  const named = groups.flatMap(({ group, versions }) => versions.map((version) => ({ group, version })));
  const wanted = named.slice(0, maxGroupVersions);
  const tooMany =
    named.length > wanted.length
      ? [`cannot discover ${named.length - wanted.length} of ${named.length} group versions: the server names too many`]
      : [];
  const found = await mapSome(wanted, 8, async ({ group, version }): Promise<Discovery> => {
    const path = group === "" ? `${root}/${version}` : `${root}/${group}/${version}`;
    const reading = readJson(transport, { path, accept: "application/json", signal }).then((document) => {
      const types = readResourceList(document, { group, version });
      if (types === undefined) throw foreign(path);
      return { types, skipped: [] };
    });
    return group === "" ? reading : reading.catch(asSkipped(`${group}/${version}`));
  });
  return { types: found.flatMap(({ types }) => types), skipped: [...tooMany, ...found.flatMap(({ skipped }) => skipped)] };
}

/** Clusters with very many custom resources have some hundreds. Each costs a request. */
const maxGroupVersions = 2000;

/** A group that the user may not read, or that is broken, is skipped. No response at all is a failure. */
function asSkipped(what: string): (error: unknown) => Discovery {
  return (error) => {
    if (!(error instanceof RequestFailure) || error.status === undefined || error.status === 401) throw error;
    return { types: [], skipped: [`cannot discover the resources of ${what}: ${error.message}`] };
  };
}

async function readJson(transport: Pick<Transport, "read">, question: Parameters<Transport["read"]>[0]): Promise<unknown> {
  const { path } = question;
  const { body, status, headers } = await transport.read(question);
  try {
    assertParsable(body);
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    if (cause instanceof RequestFailure) throw cause;
    throw new RequestFailure(`${path} is not JSON (${headers["content-type"] ?? "no content type"})`, { status, cause });
  }
}

async function mapSome<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as T);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
