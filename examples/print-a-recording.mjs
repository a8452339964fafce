// Prints what happened in a recording file, step by step: node examples/print-a-recording.mjs recordings/pod-bad-image-tag.kubespy.gz
import { displayName, openRecordingFile, replay } from "kubespy";

const session = await openRecordingFile(process.argv[2] ?? "recordings/pod-nginx.kubespy.gz");
for (const warning of session.warnings) console.error(warning);

for await (const step of replay(session)) {
  const seconds = (step.frame.offsetMs / 1000).toFixed(3);
  if (step.kind === "gap") console.log(`+${seconds}s not seen: ${step.frame.reason}`);
  else console.log(`+${seconds}s ${displayName(step.frame.ref)} ${step.narration.sentence} (${step.changes.length} changes)`);
}
await session.close();
