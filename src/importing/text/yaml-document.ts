import { concat } from "../../json/json.js";
import type { DocumentPlace } from "./json-document.js";
import { continuesYaml, yamlKey } from "./line-words.js";

/** A List of everything in a large cluster. It is parsed in parts: see `yamlParts`. */
export const maxYamlBytes = 64 * 1024 * 1024;

/** One document of YAML whose lines come one after the other, each perhaps in pieces. */
export class YamlDocument {
  readonly place: DocumentPlace;
  readonly #pieces: Uint8Array[] = [];
  readonly #keys = new Set<string>();
  /** Its line: "kind: Pod". */
  #kind = "";
  #bytes = 0;

  constructor(place: DocumentPlace) {
    this.place = place;
  }

  /** What a line means for it. `begin` is the first characters of the line. A field that it has already begins another document. */
  judge(begin: string): "part" | "next" | "other" {
    const key = yamlKey(begin);
    if (key === undefined) return continuesYaml(begin) ? "part" : "other";
    // The items of a list of objects have the same fields.
    if (begin.startsWith("-")) return "part";
    if (this.#keys.has(key)) return "next";
    this.#keys.add(key);
    if (key === "kind") this.#kind = begin.trim();
    return "part";
  }

  /** Returns false when it has become too large. */
  take(piece: Uint8Array): boolean {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    return this.#bytes <= maxYamlBytes;
  }

  /** Whether it lacks a field that this earlier document of the same kind has: the rest of it may not have come. */
  lacksFieldOf(earlier: YamlDocument): boolean {
    return this.#kind === earlier.#kind && [...earlier.#keys].some((key) => !this.#keys.has(key));
  }

  get bytes(): Uint8Array {
    return concat(this.#pieces);
  }
}
