import { looksLikeAudit } from "../../importing/audit/audit-request.js";
import { Utf8Bytes } from "../../importing/utf8-bytes.js";
import type { AuditImport, AuditImportOptions } from "./import-audit.js";
import type { ImportMember, MemberReader } from "./import-members.js";
import type { Imported } from "./import-recording.js";

/** Whether an input begins as an audit log does. */
export function isAuditLog(beginning: Uint8Array): boolean {
  const utf8 = new Utf8Bytes();
  return looksLikeAudit(Buffer.concat([utf8.push(beginning), utf8.end()]).toString("utf8"));
}

/** Makes one session of all audit logs of an import. SQLite, which sorts what they hold, is loaded for the first of them. */
export class AuditMembers implements MemberReader<Imported> {
  readonly #options: AuditImportOptions;
  #open: AuditImport | undefined;

  constructor(options: AuditImportOptions) {
    this.#options = options;
  }

  accepts(beginning: Uint8Array): boolean {
    return isAuditLog(beginning);
  }

  /** Something was read before the signal: what it is must be kept. */
  get isInterrupted(): boolean {
    return this.#open !== undefined && this.#options.signal?.aborted === true;
  }

  async take(member: ImportMember): Promise<void> {
    const { AuditImport: Import } = await import("./import-audit.js");
    this.#open ??= new Import(this.#options, member.name);
    await this.#open.read(member);
  }

  async finish(): Promise<readonly Imported[]> {
    const open = this.#open;
    this.#open = undefined;
    return open === undefined ? [] : [await open.finish()];
  }

  async discard(): Promise<void> {
    this.#open?.discard();
  }
}
