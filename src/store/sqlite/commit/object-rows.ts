import type { Database, Statement } from "better-sqlite3";
import type { ObjectRef, Uid } from "../../../model/kube-object.js";
import type { NumberedObject } from "../../blocks/stored-frame.js";

/** Limit of the cache; other incarnations are looked up. */
const maxRemembered = 20_000;

/** The rows of `objects` of one session, for its writer: each incarnation has a number, in order of appearance. */
export class ObjectRows {
  readonly #session: number;
  readonly #find: Statement<[number, string], { number: number; ref: string }>;
  readonly #insert: Statement;
  #objects: number;
  readonly #remembered = new Map<Uid, NumberedObject>();

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

  /** The number and reference of an incarnation; adds it with its first frame. */
  numbered(ref: ObjectRef, firstSequence: number): NumberedObject {
    const known = this.#remembered.get(ref.uid);
    if (known !== undefined) return known;
    const looked = this.#lookedUp(ref, firstSequence);
    if (this.#remembered.size >= maxRemembered) this.#remembered.clear();
    this.#remembered.set(ref.uid, looked);
    return looked;
  }

  /** After a rollback: back to the state before the transaction. */
  rewind(count: number): void {
    this.#objects = count;
    this.#remembered.clear();
  }

  #lookedUp({ uid, ...rest }: ObjectRef, firstSequence: number): NumberedObject {
    const found = this.#find.get(this.#session, uid);
    if (found !== undefined) return { number: found.number, ref: refOfRow(uid, found.ref) };
    const number = ++this.#objects;
    this.#insert.run(this.#session, number, uid, JSON.stringify(rest), firstSequence);
    return { number, ref: { uid, ...rest } };
  }
}

/** Throws `SyntaxError` when the row is damaged: everything that reads a session relies on these three fields. */
export function refOfRow(uid: string, ref: string): ObjectRef {
  const fields = JSON.parse(ref) as Omit<ObjectRef, "uid">;
  if ([fields.apiVersion, fields.kind, fields.name].some((field) => typeof field !== "string"))
    throw new SyntaxError(`object ${uid} has no kind or no name`);
  return { uid: uid as Uid, ...fields };
}
