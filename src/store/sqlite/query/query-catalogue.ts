/** What a query can read, as plain data: it is sent to the process that runs the SQL. */
export interface QueryCatalogue {
  readonly sources: readonly QuerySource[];
  /** Functions of two numbers, the session's and the sequence of a frame: what a view offers as a column without its cost, until a row's is used. */
  readonly frameFunctions: readonly string[];
  /** Statements that make the documented tables out of these: `CREATE VIEW`. */
  readonly views: readonly string[];
}

/** A virtual table. */
export interface QuerySource {
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  /** Its rows are those of one session: it is read as `name(SESSION)`, by the number of the session. */
  readonly ofSession: boolean;
}

export interface SourceColumn {
  readonly name: string;
  readonly type: "INTEGER" | "REAL" | "TEXT";
}

/** A value of a row; a boolean becomes 0 or 1, undefined NULL. */
export type SourceValue = string | number | boolean | null | undefined;

export interface SourceRows {
  readonly rows: readonly (readonly SourceValue[])[];
  /** Where the next rows begin. Absent: there are none. */
  readonly next?: number;
}

/** Supplies what a query reads. Each method may be called for any place at any time: SQL reads in loops, and leaves them early. */
export interface QueryData {
  /**
   * Rows of a source, of the session with this number where it is of one, from a place on: 1, or `next` of rows that were supplied before. `count`: how
   * many are wanted; fewer or more may come.
   */
  rows(source: string, session: number, from: number, count: number): Promise<SourceRows>;
  /** Values of a frame function, for the frame with this sequence and those after it, up to `count`; at least one. */
  frameValues(name: string, session: number, sequence: number, count: number): Promise<readonly SourceValue[]>;
}
