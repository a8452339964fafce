/** Where a value stands in an object, for rules that judge it. Lent to them: both lists change once they return. */
export interface Place {
  /** Of the object that the value is in. Of a document within another (a last applied configuration), of that document. */
  readonly kind: string;
  readonly apiVersion: string;
  /** Names of fields and indexes of items, from the object down to the value: `["spec", "containers", 0, "env", 1, "value"]`. */
  readonly path: readonly (string | number)[];
  /** The objects and lists on the way: `parents[i]` has the member `path[i]`. */
  readonly parents: readonly unknown[];
}
