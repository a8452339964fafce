import { countAt, textAt, timeAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { since } from "./age.js";
import { documentation } from "./documentation.js";

export type Cell = string | number | boolean;

/** One column of a Table: what the server says of it, and how it fills the cell of an object. */
export interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "boolean" | "date";
  readonly format: "" | "name";
  readonly description: string;
  /** 0 is always shown, 1 with `-o wide` only. */
  readonly priority: 0 | 1;
  /** `nowMs`: the time in which ages are told, ms since the epoch. The object may hold anything anywhere. */
  cell(object: KubeObject, nowMs: number): Cell;
}

/** All columns of a kind, in the server's order. */
export interface TableKind {
  readonly columns: readonly Column[];
  /** What the row as a whole is marked with; kubectl once hid finished Pods by it. */
  conditions?(object: KubeObject): readonly RowCondition[];
}

export interface RowCondition {
  readonly type: "Completed";
  readonly status: "True";
  readonly reason: string;
  readonly message: string;
}

export function column(name: string, type: Column["type"], description: string, cell: Column["cell"]): Column {
  return { name, type, format: "", description, priority: 0, cell };
}

/** A column that is shown with `-o wide` only. */
export function wide(name: string, description: string, cell: Column["cell"]): Column {
  return { ...column(name, "string", description, cell), priority: 1 };
}

export const nameColumn: Column = {
  ...column("Name", "string", documentation.objectMeta.name, (object) => text(object, "metadata", "name")),
  format: "name",
};

export const ageColumn: Column = column("Age", "string", documentation.objectMeta.creationTimestamp, (object, nowMs) =>
  since(timeAt(object, "metadata", "creationTimestamp"), nowMs),
);

/** A text of the object, or "". */
export function text(object: unknown, ...path: readonly (string | number)[]): string {
  return textAt(object, ...path) ?? "";
}

/** A column with a whole number that the API leaves out when it is 0. */
export function countColumn(name: string, description: string, ...path: readonly string[]): Column {
  return column(name, "integer", description, (object) => countAt(object, ...path));
}
