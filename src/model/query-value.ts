/** A value of SQL: NULL, INTEGER (of up to 64 bits) or REAL, TEXT, BLOB. */
export type QueryValue = null | number | bigint | string | Uint8Array;

/** What a query answers: columns first, then rows in batches. */
export type QueryAnswer =
  | { readonly kind: "columns"; readonly names: readonly string[] }
  | { readonly kind: "rows"; readonly rows: readonly (readonly QueryValue[])[] };
