/** What a survey of all sessions of a share found that can identify a person, a company or a cluster. Built once, then read only. */
export interface Identities {
  /** By the name exactly as it was found. */
  readonly names: ReadonlyMap<string, SurveyedIdentity>;
  /** The name that a generated name begins with: of its owner, or what it was generated from. */
  readonly bases: ReadonlyMap<string, string>;
  /** Hashes of templates, which are parts of generated names and values of labels. */
  readonly hashes: ReadonlySet<string>;
  /** In small letters, with dashes. */
  readonly uids: ReadonlySet<string>;
  /** As written, without a prefix length. */
  readonly addresses: ReadonlySet<string>;
  /** Hosts and domains in places that hold nothing else, in small letters, also without a well-known ending. */
  readonly domains: ReadonlySet<string>;
  /** As written: a kind is no name, even where an object is called like it. */
  readonly kinds: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
  /** Tags of images that look like addresses, each with what is before it: "proxy:1.27.0.1". */
  readonly tags: ReadonlySet<string>;
}

/** `what`, for people: "object name", "container name", "person", "host". */
export interface SurveyedIdentity {
  readonly what: string;
  /** In how many different texts or objects. */
  readonly places: number;
  /** It is replaced although it looks like a number or a public word: the number of an account. */
  readonly isForced?: true;
}
