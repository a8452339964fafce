/**
 * Who asked the API server for a change, and how: from its audit log. A watch does not know it. Every text is as the log has it, and comes from outside:
 * a client chooses its user agent, and a proxy the addresses in front of it.
 */
export interface Actor {
  /** Who authenticated: "alice@example.com", "system:serviceaccount:argocd:controller", "system:node:node-1". */
  readonly user: string;
  /** Whom this user impersonated (`kubectl --as`): the request had the rights of that one. */
  readonly as?: string;
  /** create, update, patch, delete or deletecollection. */
  readonly verb: string;
  /** "status", "scale", "binding", "eviction", ...; absent for the object itself. */
  readonly subresource?: string;
  /** As the client sent it: "kubectl/v1.36.2 (linux/amd64) kubernetes/abc123". */
  readonly userAgent?: string;
  /** Addresses that the request came from; proxies are among them. */
  readonly sources?: readonly string[];
}

/** A text in an actor is longer only where somebody made it so. */
const maxActorText = 4096;
const maxSources = 32;

/** What is an actor; undefined for anything else. Fields that this version does not know stay in the value. */
export function actorIn(value: unknown): Actor | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { user, as, verb, subresource, userAgent, sources } = value as Readonly<Record<string, unknown>>;
  if (!isActorText(user) || !isActorText(verb)) return undefined;
  for (const text of [as, subresource, userAgent]) if (text !== undefined && !isActorText(text)) return undefined;
  if (sources !== undefined && !(Array.isArray(sources) && sources.length <= maxSources && sources.every(isActorText))) return undefined;
  return value as Actor;
}

/** An actor of what an input says, each part brought within the limits. Undefined without a user. */
export function actorOf(fields: { readonly [field in keyof Actor]?: unknown }): Actor | undefined {
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value.slice(0, maxActorText) : undefined);
  const [user, verb] = [text(fields.user), text(fields.verb)];
  if (user === undefined || verb === undefined) return undefined;
  const sources = Array.isArray(fields.sources) ? fields.sources.flatMap((source) => text(source) ?? []).slice(0, maxSources) : [];
  const [as, subresource, userAgent] = [text(fields.as), text(fields.subresource), text(fields.userAgent)];
  return {
    user,
    ...(as === undefined ? {} : { as }),
    verb,
    ...(subresource === undefined ? {} : { subresource }),
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(sources.length === 0 ? {} : { sources }),
  };
}

function isActorText(value: unknown): value is string {
  return typeof value === "string" && value.length <= maxActorText;
}

/** The program in a user agent: "kubectl" of "kubectl/v1.36.2 (linux/amd64) kubernetes/abc123". Undefined where there is none. */
export function programOf({ userAgent }: Pick<Actor, "userAgent">): string | undefined {
  const program = /^[^\s/(]+/.exec(userAgent ?? "")?.[0];
  return program === undefined ? undefined : program.slice(0, maxProgram);
}

const maxProgram = 100;
