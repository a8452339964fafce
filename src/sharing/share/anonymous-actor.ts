import { isIP } from "node:net";
import type { Actor } from "../../model/actor.js";

/** Users that are a part of Kubernetes itself; service accounts and nodes are named after objects. */
const componentUser =
  /^system:(?:admin|anonymous|apiserver|aggregator|kube-controller-manager|kube-scheduler|kube-proxy|serviceaccount:[^:]+:[^:]+|node:[^:]+)$|^kubernetes-admin$/;

/** Programs that many clusters have, with the digits of their version and the platform. Plugins, and whatever else follows, may name a person or a host. */
const knownAgent =
  /^(kubectl|kubelet|kube-apiserver|kube-controller-manager|kube-scheduler|kube-proxy|cloud-controller-manager|cluster-autoscaler|coredns|[Hh]elm|argocd-[a-z-]+controller|(?:kustomize|helm|source)-controller)\/(v?\d+(?:\.\d+){0,3})\S*( \((?:linux|darwin|windows)\/(?:amd64|arm64|arm|386|ppc64le|s390x)\))?/;

/**
 * An actor who cannot be recognised. `mapped`: the same with pseudonyms for what is known of objects, hosts and addresses; whatever those leave
 * something of is replaced whole. `placeholder`: of a text, the same for equal ones.
 */
export function anonymousActor(actor: Actor, mapped: Actor, placeholder: (text: string) => string): Actor {
  const person = (text: string, pseudonym: string) =>
    componentUser.test(text) || !leavesSome(localPart(text), pseudonym) ? pseudonym : placeholder(text);
  const { user, as, userAgent, sources } = actor;
  return {
    ...mapped,
    user: person(user, mapped.user),
    ...(as === undefined ? {} : { as: person(as, mapped.as ?? as) }),
    ...(userAgent === undefined ? {} : { userAgent: agentOf(userAgent) ?? placeholder(userAgent) }),
    ...(sources === undefined
      ? {}
      : { sources: sources.map((source, i) => addressOf(source, mapped.sources?.[i]) ?? placeholder(source)) }),
  };
}

function agentOf(userAgent: string): string | undefined {
  const [, program, version, platform = ""] = knownAgent.exec(userAgent) ?? [];
  return program === undefined ? undefined : `${program}/${version}${platform}`;
}

/** Anything may stand in the header that a proxy writes. */
function addressOf(source: string, pseudonym: string | undefined): string | undefined {
  return isIP(source) === 0 ? undefined : pseudonym;
}

/** Of an address for mail, whose host has a pseudonym that keeps its top-level domain. */
function localPart(user: string): string {
  return /^([^@]+)@[\w-]+(?:\.[\w-]+)+$/.exec(user)?.[1] ?? user;
}

function leavesSome(text: string, pseudonym: string): boolean {
  const runs = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const left = new Set((pseudonym.match(/[\p{L}\p{N}]+/gu) ?? []).map((run) => run.toLowerCase()));
  return runs.length === 0 || runs.some((run) => left.has(run.toLowerCase()));
}
