// What differs between two moments of a recording, for every object that lived at both:
// node examples/compare-moments.mjs recordings/pod-bad-image-tag.kubespy.gz 5 30
import { diffObjects, displayName, openRecordingFile, stateAt } from "kubespy";

const [file = "recordings/pod-nginx.kubespy.gz", from = "1", to = "12"] = process.argv.slice(2);
const session = await openRecordingFile(file);
const before = await stateAt(session, Number(from));
const after = await stateAt(session, Number(to));

for (const object of after.living) {
  const { ref } = object;
  const earlier = before.living.find((other) => other.ref.uid === ref.uid);
  if (earlier === undefined) continue;
  const [was, is] = [await earlier.frame(), await object.frame()];
  const changes = diffObjects(was.revision.object, is.revision.object);
  if (changes.length > 0) console.log(`${displayName(ref)}: ${changes.map((change) => change.path).join(", ")}`);
}
await session.close();
