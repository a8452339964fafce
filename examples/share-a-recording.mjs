// Writes a recording without names and credentials, and prints what was removed: node examples/share-a-recording.mjs in.kubespy.gz out.kubespy.gz
import { openRecordingFile, shareToFile } from "kubespy";

const [, , input = "recordings/pod-nginx.kubespy.gz", output = "shared.kubespy.gz"] = process.argv;
const session = await openRecordingFile(input);

const { size, manifest } = await shareToFile(session, output, { level: "identities", force: true });
console.log(`${output}: ${size} bytes at level ${manifest.level}`);
for (const { what, values, places } of manifest.removed) console.log(`removed: ${what}: ${values} in ${places} places`);
for (const { what, values } of manifest.pseudonyms ?? []) console.log(`replaced: ${what}: ${values}`);
await session.close();
