import { dirname, resolve } from "node:path";
import { KubespyError } from "../../errors.js";
import { readInput } from "../../io/input-file.js";
import { printable } from "../../io/printable.js";
import { shellWord } from "../../io/suggested-command.js";
import { EntryFields } from "./entry-fields.js";
import { InvalidYaml, parseKubeconfig } from "./parse-kubeconfig.js";

/** The entries of a kubeconfig by name, also of merged ones. The fields of an entry are read when it is chosen. */
export interface Kubeconfig {
  readonly currentContext?: string;
  readonly contexts: Entries;
  readonly clusters: Entries;
  readonly users: Entries;
}

type Entries = ReadonlyMap<string, KubeconfigEntry>;

export interface KubeconfigEntry {
  readonly name: string;
  /** As the user named it. */
  readonly file: string;
  /** Throws `KubespyError` if the entry is not a mapping. */
  readonly fields: () => EntryFields;
}

/**
 * Reads one file. Not with the client library, because that drops fields that clusters need (`tokenFile`, `as-groups`, `provideClusterInfo`),
 * and one invalid entry that is never used would make the whole file useless.
 */
export async function readKubeconfig(file: string, signal?: AbortSignal): Promise<Kubeconfig> {
  const text = await readText(file, signal);
  const origin = { file, folder: resolve(dirname(file)) };
  const root = new EntryFields(await parse(text, file), { ...origin, title: "" });
  const kind = root.text("kind") ?? "Config";
  if (kind !== "Config") throw invalid(file, `its kind is ${printable(kind, 100)}, not Config`);
  const currentContext = root.text("current-context");
  return {
    ...(currentContext === undefined ? {} : { currentContext }),
    contexts: named(root, "contexts", "context"),
    clusters: named(root, "clusters", "cluster"),
    users: named(root, "users", "user"),
  };
}

/** For each name the first file wins; for `current-context` the first that sets it. This is the order of `KUBECONFIG`. */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const currentContext = configs.map((config) => config.currentContext).find((name) => name !== undefined);
  return {
    ...(currentContext === undefined ? {} : { currentContext }),
    contexts: firstOfEachName(configs.map((config) => config.contexts)),
    clusters: firstOfEachName(configs.map((config) => config.clusters)),
    users: firstOfEachName(configs.map((config) => config.users)),
  };
}

function firstOfEachName(files: readonly Entries[]): Entries {
  const merged = new Map<string, KubeconfigEntry>();
  for (const entries of files) {
    for (const [name, entry] of entries) if (!merged.has(name)) merged.set(name, entry);
  }
  return merged;
}

/** Two entries of one name in a file are an error, as in kubectl: nobody can know which one is meant. */
function named(root: EntryFields, list: string, kind: string): Entries {
  const entries = new Map<string, KubeconfigEntry>();
  const { file, folder } = root.origin;
  for (const item of root.items(list)) {
    const name = item.text("name");
    if (name === undefined) continue;
    const title = `${kind} "${printable(name, 200)}"`;
    if (entries.has(name)) throw invalid(file, `duplicate name: ${title} is there twice`);
    entries.set(name, { name, file, fields: () => new EntryFields(item.raw(kind), { file, folder, title }) });
  }
  return entries;
}

/** The contexts of ten thousand clusters, with a certificate each, have half of it. */
const maxKubeconfigBytes = 32 * 1024 * 1024;

async function readText(file: string, signal: AbortSignal | undefined): Promise<string> {
  try {
    return (await readInput(file, { name: `the kubeconfig ${file}`, maxBytes: maxKubeconfigBytes, signal })).toString("utf8");
  } catch (error) {
    if (error instanceof KubespyError) throw error;
    throw new KubespyError(`cannot read the kubeconfig ${file}: ${(error as NodeJS.ErrnoException).code}`, {
      hint: "check its owner and mode",
      cause: error,
    });
  }
}

async function parse(text: string, file: string): Promise<unknown> {
  try {
    return await parseKubeconfig(text);
  } catch (error) {
    if (!(error instanceof InvalidYaml)) throw error;
    const where = error.line === undefined ? "" : ` line ${error.line}`;
    throw invalid(`${file}${where}`, error.message, file);
  }
}

function invalid(where: string, problem: string, file = where): KubespyError {
  return new KubespyError(`${where} is not a valid kubeconfig: ${problem}`, {
    hint: `run "KUBECONFIG=${shellWord(file)} kubectl config view" to check it`,
  });
}
