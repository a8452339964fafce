import type { TimeFormat } from "../io/moment-format.js";

/** What to keep of a session, as typed. All that is given must hold; several words of one list add up. */
export interface Cut {
  /** Moments: an offset ("1.4s"), a share ("50%"), a sequence ("12") or a time ("2026-11-22T10:57:39Z"). The frame at the moment is kept. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The zone of a time of day without one. Absent: it needs one. */
  readonly time?: TimeFormat | undefined;
  /** As `--object` of `replay`: "pod/web-1", a name, a whole kind. */
  readonly objects?: readonly string[] | undefined;
  /** Kinds as kubectl takes them: "po", "deployments.apps". */
  readonly kinds?: readonly string[] | undefined;
}
