/** What an object needs before it is as its spec wants it to be, or before it is gone. */
export interface Pending {
  /** What it waits for, to stand behind "waits for": "the scheduler to choose a node". Can hold recorded text. */
  readonly what: string;
  /**
   * It waits for objects below it (Pods it owns, endpoints), and what those wait for explains it: `coming` for some to be ready,
   * `going` for some to be gone.
   */
  readonly below?: "coming" | "going";
}

export function pendingOn(what: string): Pending {
  return { what };
}

export function pendingBelow(what: string, below: "coming" | "going" = "coming"): Pending {
  return { what, below };
}
