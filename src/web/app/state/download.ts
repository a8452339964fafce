import { blockIds } from "../../file/page-manifest.js";
import { bytesOfBase64, recordingBase64 } from "../page-data.js";
import type { PageSession } from "./page-session.js";

/** Whether the page holds, or its server has, the recording of this session. */
export function canDownload({ index, served }: PageSession): boolean {
  return served !== undefined || document.readyState === "loading" || document.getElementById(blockIds.recording(index)) !== null;
}

/** Saves the recording file, byte for byte, with the name that the page has for it. */
export async function downloadRecording({ index, data, served }: PageSession): Promise<void> {
  const content =
    served === undefined ? new Blob([bytesOfBase64(await recordingBase64(index))], { type: "application/gzip" }) : await served.recording();
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = document.getElementById(blockIds.recording(index))?.dataset["name"] ?? `${data.value.summary.header.name}.kubespy.gz`;
  document.body.append(link);
  link.click();
  link.remove();
  // Some browsers read it only after the click has ended.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
