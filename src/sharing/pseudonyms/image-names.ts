import { kubernetesRegistries, wellKnownDomainOf, wellKnownOrganisations } from "./well-known.js";

/** The parts of an image's name that can identify somebody. */
export interface ImageIdentities {
  /** Of a registry that is not well known. */
  readonly host?: string;
  /** Parts of the path. */
  readonly names: readonly string[];
  /** What is before the tag, and the tag. */
  readonly tagged?: string;
}

const imageForm = /^(?:[a-z][a-z0-9+.-]*:\/\/)?((?:[\w.-]+(?::\d+)?\/)?)([\w./-]+?)(?::([\w.-]+))?(?:@[\w:]+)?$/i;
const maxImage = 1024;

/** Official images and those of well-known organisations identify nobody; of a private registry every part of the path may. */
export function identitiesOfImage(image: string): ImageIdentities {
  if (image.length > maxImage) return { names: [] };
  const [, first = "", rest = "", tag] = imageForm.exec(image) ?? [];
  const isHost = /[.:]/.test(first) || first === "localhost/";
  const host = isHost ? first.slice(0, -1).replace(/:\d+$/, "") : "";
  const parts = `${isHost ? "" : first}${rest}`.split("/").filter((part) => part !== "");
  const tagged = tag === undefined ? {} : { tagged: `${parts.at(-1) ?? ""}:${tag}` };
  if (isPublic(host, parts)) return { names: [], ...tagged };
  const isPrivateHost = host !== "" && host !== "localhost" && (wellKnownDomainOf(host) === undefined || wellKnownDomainOf(host) !== host);
  return { names: parts, ...tagged, ...(isPrivateHost ? { host } : {}) };
}

function isPublic(host: string, parts: readonly string[]): boolean {
  if (kubernetesRegistries.has(host)) return true;
  const [organisation = ""] = parts;
  if (host === "") return parts.length < 2 || wellKnownOrganisations.has(organisation);
  return wellKnownDomainOf(host) === host && (parts.length < 2 ? host.endsWith("docker.io") : wellKnownOrganisations.has(organisation));
}
