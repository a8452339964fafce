import { chooseContext, contextNames, needsNobody } from "../../cluster/auth/chosen-context.js";
import type { CollectionRequest } from "../../cluster/cluster-reader.js";
import { connect } from "../../cluster/connect.js";
import type { Connection } from "../../cluster/connection.js";
import { findResource } from "../../cluster/discovery/resolve-resource.js";
import { conditionsOf } from "../../lifecycle/fields/conditions.js";
import { qualifiedName, type ResourceType } from "../../model/resource-type.js";
import { builtInTypes } from "../../serve/discovery/built-in-types.js";
import type { AppContext } from "../app-context.js";

/** What a command line says of the cluster. */
export interface ClusterChoice {
  /** `--kubeconfig`, `--context` and `-n`, as typed. */
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly namespace: string | undefined;
}

/** A word that could be typed, and what it means. */
export interface Candidate {
  readonly word: string;
  readonly description?: string;
}

/** Where a collection has more, nobody looks for a name in a list. */
const maxNames = 2000;

/**
 * What could be typed, from the cluster of a command line. Each method reads what it needs and rejects where that cannot be read; nothing
 * prompts: a cluster is not asked where its credentials may need a person (`needsNobody`). Ends when the signal aborts.
 */
export class ClusterCandidates {
  readonly #choice: ClusterChoice;
  readonly #context: AppContext;
  readonly #signal: AbortSignal;

  constructor(choice: ClusterChoice, context: AppContext, signal: AbortSignal) {
    this.#choice = choice;
    this.#context = context;
    this.#signal = signal;
  }

  async contexts(): Promise<readonly string[]> {
    return await contextNames(this.#source);
  }

  /** The types that can be watched, by plural and short names. */
  async types(): Promise<readonly Candidate[]> {
    return await this.#connected(async (connection) => wordsOfTypes(await connection.resources()));
  }

  async namespaces(): Promise<readonly string[]> {
    return await this.#connected((connection) => this.#namesOf(connection, { type: typeOf("namespaces") }));
  }

  /** The objects of a type, typed in any of its forms. None where the cluster has no such type. */
  async names(typed: string): Promise<readonly string[]> {
    return await this.#connected(async (connection) => {
      const type = await this.#resolve(typed, connection);
      return type === undefined ? [] : await this.#namesOf(connection, scoped(type, this.#choice.namespace ?? connection.namespace));
    });
  }

  /** The types of the conditions that an object has. */
  async conditions(typed: string, name: string): Promise<readonly string[]> {
    return await this.#connected(async (connection) => {
      const type = await this.#resolve(typed, connection);
      if (type === undefined) return [];
      const request = { ...scoped(type, this.#choice.namespace ?? connection.namespace), fieldSelector: `metadata.name=${name}` };
      const { items } = await connection.reader.list(request, this.#signal);
      return items.flatMap(({ object }) => conditionsOf(object).map((condition) => condition.type));
    });
  }

  get #source() {
    const { kubeconfig, context } = this.#choice;
    return { kubeconfig, context, env: this.#context.env, signal: this.#signal };
  }

  async #connected<T>(read: (connection: Connection) => Promise<readonly T[]>): Promise<readonly T[]> {
    if (!needsNobody(await chooseContext(this.#source))) throw new Error("its credentials may need a person");
    const { clock, version } = this.#context;
    const connection = await connect({ ...this.#source, clock, version });
    try {
      return await read(connection);
    } finally {
      connection.close();
    }
  }

  /** Built-in types are known without a request. */
  async #resolve(typed: string, connection: Connection): Promise<ResourceType | undefined> {
    return findResource(typed, builtInTypes()) ?? findResource(typed, await connection.resources());
  }

  async #namesOf({ reader }: Connection, request: CollectionRequest): Promise<readonly string[]> {
    const list = await reader.listMetadata?.(request, { maxObjects: maxNames, signal: this.#signal });
    return (list?.items ?? []).flatMap(({ name }) => name ?? []);
  }
}

/** Those that every cluster has, for where none can be asked. */
export function commonTypes(): readonly Candidate[] {
  return wordsOfTypes(builtInTypes());
}

function typeOf(resource: string): ResourceType {
  const type = findResource(resource, builtInTypes());
  if (type === undefined) throw new Error(`no built-in type ${resource}`);
  return type;
}

function scoped(type: ResourceType, namespace: string): CollectionRequest {
  return type.namespaced ? { type, namespace } : { type };
}

/** A plural alone where it means this type, else with its group. */
function wordsOfTypes(types: readonly ResourceType[]): readonly Candidate[] {
  const words = new Map<string, Candidate>();
  for (const type of types.filter(({ verbs }) => verbs.includes("list") && verbs.includes("watch"))) {
    const isMeant = (word: string) => qualifiedName(findResource(word, types) ?? type) === qualifiedName(type);
    const description = type.group === "" ? type.kind : `${type.kind} (${type.group})`;
    for (const word of [isMeant(type.resource) ? type.resource : qualifiedName(type), ...type.shortNames.filter(isMeant)])
      if (!words.has(word)) words.set(word, { word, description });
  }
  return [...words.values()];
}
