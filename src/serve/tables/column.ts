import { countAt, textAt, timeAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { since } from "./age.js";
import { documentation } from "./documentation.js";

type Cell = string | number | boolean;

/** One column of a Table: its definition, and how to fill the cell of an object. */
export interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "boolean" | "date";
  readonly format: "" | "name";
  readonly description: string;
  /** 0: always shown; 1: only with `-o wide`. */
  readonly priority: 0 | 1;
  /** `nowMs`: current time for ages, in ms since the epoch. The object may hold anything anywhere. */
  cell(object: KubeObject, nowMs: number): Cell;
}

/** All columns of a kind, in the server's order. */
export interface TableKind {
  readonly columns: readonly Column[];
  /** Conditions of the row; older kubectl versions hid completed Pods by them. */
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

/** A column shown only with `-o wide`. */
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

/** A text field of the object, or "". */
export function text(object: unknown, ...path: readonly (string | number)[]): string {
  return textAt(object, ...path) ?? "";
}

/** A column with an integer that the API omits when it is 0. */
export function countColumn(name: string, description: string, ...path: readonly string[]): Column {
  return column(name, "integer", description, (object) => countAt(object, ...path));
}
