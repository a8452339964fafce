import type { Random } from "./random.js";

/** One secret of one kind, as somebody uses it. */
export interface Credential {
  readonly kind: string;
  /** All of it: a whole connection string, a header, a key with its frame. */
  readonly text: string;
  /** The parts of the text that nobody may learn. */
  readonly secrets: readonly string[];
  /** A name that people give to such a value: "DB_PASSWORD". */
  readonly name: string;
  readonly form: CredentialForm;
}

/**
 * `self`: one line that shows what it is, by its shape or by what it says of itself ("password=").
 * `opaque`: one word; only what stands around it shows that it is secret.
 * `quoted`: as opaque, but with characters that need quotes around them.
 * `block`: several lines.
 */
export type CredentialForm = "self" | "opaque" | "quoted" | "block";

export interface CredentialKind {
  readonly name: string;
  make(random: Random): Credential;
}

type Made = Omit<Credential, "kind" | "secrets"> & { readonly secrets?: readonly string[] };

export function credentialKind(name: string, make: (random: Random) => Made): CredentialKind {
  return {
    name,
    make: (random) => {
      const made = make(random);
      return { kind: name, ...made, secrets: made.secrets ?? [made.text] };
    },
  };
}
