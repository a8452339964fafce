import type { SessionReader } from "../../../src/model/session.js";
import { type PlantedIdentity, Tenant } from "./identities/tenant.js";
import { objectsOf } from "./identities/tenant-objects.js";
import { plantedSession } from "./planted-session.js";
import { Random } from "./random.js";

export interface IdentityPlanting {
  readonly sessions: readonly SessionReader[];
  readonly identities: readonly PlantedIdentity[];
  /** Public words and names that say nothing of anybody: each must still be somewhere. */
  readonly kept: readonly string[];
}

const tenants = 12;

/** Two sessions of the namespaces of several teams: each has its own people, hosts, addresses and names, where objects really have them. */
export function plantIdentities(seed: number): IdentityPlanting {
  const random = new Random(seed);
  const identities: PlantedIdentity[] = [];
  const sessions = [0, 1].map(() => {
    const session = Array.from({ length: tenants }, () => new Tenant(random, identities));
    const [first] = session;
    if (first === undefined) throw new Error("no tenant");
    const texts = { ...first.sessionTexts(), gapReasons: [`dial tcp ${first.ip}:6443: connect: connection refused`] };
    return plantedSession(
      session.flatMap((tenant) => objectsOf(tenant).map((object) => [object, object])),
      texts,
      random,
    );
  });
  return { sessions, identities, kept };
}

const kept = [
  "kube-system",
  "library/nginx:1.27.3",
  "Successfully assigned",
  "Back-off restarting failed container",
  "connect: connection refused",
  "no such host",
  "kubernetes.io/hostname",
  "FailedScheduling",
  "is forbidden: User",
  "/healthz",
];
