// Serves the end of a recording as a Kubernetes API and asks it something over plain HTTP, as any client could:
// node examples/serve-to-kubectl.mjs recordings/deployment-rollout.kubespy.gz
import { openRecordingFile, serve } from "kubespy";

const session = await openRecordingFile(process.argv[2] ?? "recordings/deployment-rollout.kubespy.gz");
const api = await serve(session, { at: { percent: 100 } });
const pods = await (await fetch(`${api.url}/api/v1/namespaces/${api.namespace}/pods`)).json();
console.log(`${pods.items.length} Pods at the end: ${pods.items.map((pod) => pod.metadata.name).join(", ")}`);
await api.close();
await session.close();
