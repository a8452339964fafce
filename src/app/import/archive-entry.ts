/** A file in an archive. Its bytes can be read once, before the next entry is asked for; what was not read is passed over. */
export interface ArchiveEntry {
  /** As the archive has it: never a path to write to. */
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}
