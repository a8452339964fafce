import type { Actor } from "../../model/actor.js";
import type { AuditChange } from "./audit-change.js";
import type { AuditTarget } from "./audit-request.js";

type WithoutRevision<C> = C extends { readonly revision: unknown } ? Omit<C, "revision"> : C;

/** A change as it is spooled: its state is the body of the entry. */
export type SpooledChange = WithoutRevision<AuditChange>;

export interface DetailOfChange {
  readonly actor: Actor;
  readonly target: AuditTarget;
  readonly change: AuditChange;
}

export interface SpooledDetail {
  readonly actor: Actor;
  readonly target: AuditTarget;
  readonly change: SpooledChange;
}

export function entryDetail({ actor, target, change }: DetailOfChange): string {
  const { revision: _, ...known } = change as AuditChange & { readonly revision?: unknown };
  return JSON.stringify({ actor, target, change: known });
}

/** Of a text that `entryDetail` wrote. */
export function detailOfEntry(text: string): SpooledDetail {
  return JSON.parse(text) as SpooledDetail;
}
