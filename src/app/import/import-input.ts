import { Interrupted } from "../../errors.js";
import { inputForm, refusalOf } from "../../importing/form/input-form.js";
import { peek } from "../../io/peek.js";
import { concat } from "../../json/json.js";
import { maybeGunzip } from "../../recording/node/gunzip.js";
import { openRecording } from "../../recording/node/open-recording.js";
import { recordingIn } from "../page/recording-in.js";
import { AuditMembers, isAuditLog } from "./audit-members.js";
import { importForeign } from "./import-foreign.js";
import { maxBeginningBytes } from "./import-members.js";
import { type Imported, type ImportOptions, importRecording } from "./import-recording.js";
import { RefusedInput } from "./refused-input.js";

/**
 * Imports a recording, or what kubectl or the older kubespy wrote, compressed or not, as a session of the store. `name` is what messages call
 * the input. Rejects with `KubespyError` when it holds nothing that can be imported.
 */
export async function importInput(source: AsyncIterable<Uint8Array>, name: string, options: ImportOptions): Promise<Imported> {
  const { signal } = options;
  const { seen, all } = await peek(
    maybeGunzip(recordingIn(source, { name })),
    (chunks) => chunks.reduce((size, { length }) => size + length, 0) >= maxBeginningBytes,
  );
  const beginning = concat([...seen]).subarray(0, maxBeginningBytes);
  if (isAuditLog(beginning)) return await importAuditLog(all, name, options);
  const form = inputForm(beginning, name);
  if (form.kind === "documents") return await importForeign(all, name, { ...options, beginning });
  if (form.kind !== "recording") throw new RefusedInput(name, form.kind === "other" ? form.refusal : refusalOf(beginning, name));
  const recording = await openRecording(all, { name, ...(signal && { signal }) });
  try {
    return await importRecording(recording, options);
  } finally {
    await recording.close();
  }
}

async function importAuditLog(bytes: AsyncIterable<Uint8Array>, name: string, options: ImportOptions): Promise<Imported> {
  const members = new AuditMembers({ ...options, store: async () => options.store });
  try {
    await members.take({ name, beginning: new Uint8Array(), bytes });
    const [imported] = await members.finish();
    if (imported === undefined) throw new Interrupted(`stopped before anything of ${name} was read`);
    return imported;
  } finally {
    await members.discard();
  }
}
