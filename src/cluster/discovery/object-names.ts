import { UsageError } from "../../errors.js";
import { qualifiedName, type ResourceType } from "../../model/resource-type.js";

type NamedType = Pick<ResourceType, "group" | "resource" | "kind">;

/**
 * Refuses a name that the API server would refuse: such an object can never exist, and waiting for it would never end. Throws `UsageError`.
 *
 * The rules of the API server: most names are DNS-1123 subdomains, those of Namespaces and Services are labels, and some kinds take anything that
 * can be one segment of a path (`system:node`, `v1.`).
 */
export function checkObjectName(name: string, type: NamedType): void {
  const rule = labelTypes.has(qualifiedName(type)) ? label : takesAnySegment(type) ? segment : subdomain;
  if (!rule.accepts(name)) throw new UsageError(`invalid name "${name}" of a ${type.kind}`, { hint: rule.hint(name) });
}

export function checkNamespaceName(name: string): void {
  if (!label.accepts(name)) throw new UsageError(`invalid namespace "${name}"`, { hint: label.hint(name) });
}

const labelTypes = new Set(["namespaces", "services"]);

/** Built-in types whose validation accepts any segment of a path, or more than a subdomain (an IP address, capital letters). */
const segmentTypes = new Set([
  "apiservices.apiregistration.k8s.io",
  "certificatesigningrequests.certificates.k8s.io",
  "clustertrustbundles.certificates.k8s.io",
  "csidrivers.storage.k8s.io",
  "events",
  "events.events.k8s.io",
  "ipaddresses.networking.k8s.io",
]);

/** OpenShift serves many of its types by API servers of its own, with names like "user:token" and "app:latest". */
function takesAnySegment(type: NamedType): boolean {
  return type.group === "rbac.authorization.k8s.io" || type.group.endsWith(".openshift.io") || segmentTypes.has(qualifiedName(type));
}

interface NameRule {
  readonly accepts: (name: string) => boolean;
  readonly hint: (name: string) => string;
}

const word = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = dnsRule(new RegExp(`^${word}(\\.${word})*$`), 253, 'lower-case letters, digits, "-" and "."');
const label = dnsRule(new RegExp(`^${word}$`), 63, 'lower-case letters, digits and "-"');
const segment: NameRule = {
  accepts: (name) => name !== "" && name !== "." && name !== ".." && !/[/%\s]/.test(name) && name.length <= 253,
  hint: () => 'use at most 253 characters, without "/", "%" or white space',
};

function dnsRule(pattern: RegExp, maxLength: number, characters: string): NameRule {
  const accepts = (name: string) => name.length <= maxLength && pattern.test(name);
  const hint = (name: string) => {
    const near = name.toLowerCase().replace(/[_\s]+/g, "-");
    const suggestion = accepts(near) ? `did you mean "${near}"? ` : "";
    return `${suggestion}use at most ${maxLength} characters: ${characters}, with a letter or digit at both ends`;
  };
  return { accepts, hint };
}
