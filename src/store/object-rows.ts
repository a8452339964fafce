import type { Database, Statement } from "better-sqlite3";
import type { ObjectRef, Uid } from "../model/kube-object.js";
import type { KnownObject } from "./frame-encoder.js";

/** The rows of `objects` of one session, as its writer sees them: each incarnation has a number, in the order of appearance. */
export class ObjectRows {
  readonly #session: number;
  readonly #find: Statement<[number, string], { number: number; ref: string }>;
  readonly #insert: Statement;
  #objects: number;

  constructor(database: Database, session: number) {
    this.#session = session;
    this.#find = database.prepare<[number, string], { number: number; ref: string }>(
      "SELECT number, ref FROM objects WHERE session = ? AND uid = ?",
    );
    this.#insert = database.prepare("INSERT INTO objects (session, number, uid, ref, first_frame) VALUES (?, ?, ?, ?, ?)");
    this.#objects = Number(database.prepare("SELECT count(*) FROM objects WHERE session = ?").pluck().get(session));
  }

  get count(): number {
    return this.#objects;
  }

  /** The incarnation's number, and what it is known by; it is added with its first frame. */
  numbered({ uid, ...rest }: ObjectRef, firstSequence: number): KnownObject {
    const found = this.#find.get(this.#session, uid);
    if (found !== undefined) return { number: found.number, ref: refOfRow(uid, found.ref) };
    const number = ++this.#objects;
    this.#insert.run(this.#session, number, uid, JSON.stringify(rest), firstSequence);
    return { number, ref: { uid, ...rest } };
  }

  /** After a transaction was undone, to what was there before it. */
  rewind(count: number): void {
    this.#objects = count;
  }
}

export function refOfRow(uid: string, ref: string): ObjectRef {
  return { uid: uid as Uid, ...(JSON.parse(ref) as Omit<ObjectRef, "uid">) };
}
