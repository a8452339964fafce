import { RequestFailure } from "../cluster-reader.js";
import type { Transport } from "../transport/transport.js";
import { type Discovery, type GroupDocument, readAggregated, readGroups, readResourceList, readVersions } from "./discovery-documents.js";

/** Prefers aggregated discovery: two requests for everything. Falls back to its beta form, then to the separate documents. */
const aggregated = ["v2", "v2beta1"].map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`);
const accept = [...aggregated, "application/json"].join(",");

/**
 * Discovers the resource types of a server. Skips a group that fails and reports it; the core group is required. Rejects with
 * `RequestFailure`.
 */
export async function discover(transport: Pick<Transport, "read">): Promise<Discovery> {
  const [core, groups] = await Promise.all([readRoot(transport, "/api"), readRoot(transport, "/apis").catch(asSkipped("/apis"))]);
  return { types: [...core.types, ...groups.types], skipped: [...core.skipped, ...groups.skipped] };
}

async function readRoot(transport: Pick<Transport, "read">, path: "/api" | "/apis"): Promise<Discovery> {
  const document = await readJson(transport, path, accept);
  const all = readAggregated(document);
  if (all !== undefined) return all;
  const groups = path === "/api" ? readVersions(document) : readGroups(document);
  if (groups === undefined) throw foreign(path);
  return readGroupVersions(transport, path, groups);
}

function foreign(path: string): RequestFailure {
  return new RequestFailure(`${path} is not a discovery document of a Kubernetes API`, { status: 200 });
}

/** One request for each version of each group, a few at a time. */
async function readGroupVersions(transport: Pick<Transport, "read">, root: string, groups: readonly GroupDocument[]): Promise<Discovery> {
  const wanted = groups.flatMap(({ group, versions }) => versions.map((version) => ({ group, version })));
  const found = await mapSome(wanted, 8, async ({ group, version }): Promise<Discovery> => {
    const path = group === "" ? `${root}/${version}` : `${root}/${group}/${version}`;
    const reading = readJson(transport, path, "application/json").then((document) => {
      const types = readResourceList(document, { group, version });
      if (types === undefined) throw foreign(path);
      return { types, skipped: [] };
    });
    return group === "" ? reading : reading.catch(asSkipped(`${group}/${version}`));
  });
  return { types: found.flatMap(({ types }) => types), skipped: found.flatMap(({ skipped }) => skipped) };
}

/** A group that the user may not read, or that is broken, is skipped. No response at all is a failure. */
function asSkipped(what: string): (error: unknown) => Discovery {
  return (error) => {
    if (!(error instanceof RequestFailure) || error.status === undefined || error.status === 401) throw error;
    return { types: [], skipped: [`cannot discover the resources of ${what}: ${error.message}`] };
  };
}

async function readJson(transport: Pick<Transport, "read">, path: string, accepted: string): Promise<unknown> {
  const { body, status, headers } = await transport.read({ path, accept: accepted });
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
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
