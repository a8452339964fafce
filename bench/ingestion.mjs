// The contestants on one load, in turns, so that a busy moment of the machine hits all alike.
import { hasKubectl, ingestCeiling, ingestWithKubectl, ingestWithKubespy } from "./ingest.mjs";
import { median } from "./processes.mjs";

/** The figures of a load, and the database of its last round. */
export async function measureIngestion(load, folder, { rounds, kubectl, say }) {
  const runs = { kubespy: [], ceiling: [], kubectl: [] };
  for (let round = 1; round <= rounds; round++) {
    say(`  ${load.events} events of ${load.objects} objects, round ${round} of ${rounds}`);
    runs.kubespy.push(await ingestWithKubespy(load, folder));
    runs.ceiling.push(await ingestCeiling(load));
    // It takes long, and once is enough: it is not what is measured here.
    if (kubectl && hasKubectl && round === 1) runs.kubectl.push(await ingestWithKubectl(load, folder));
  }
  const { db, wireBytes, storedBytes } = runs.kubespy.at(-1);
  const rate = (of) => (of.length === 0 ? null : (load.events * 1000) / median(of.map(({ ms }) => ms)));
  const known = runs.kubespy.every(({ peakBytes }) => peakBytes !== undefined);
  return {
    db,
    figures: {
      ...load,
      rounds,
      wireBytesPerEvent: wireBytes / load.events,
      kubespyEventsPerSecond: rate(runs.kubespy),
      ceilingEventsPerSecond: rate(runs.ceiling),
      kubectlEventsPerSecond: rate(runs.kubectl),
      storedBytesPerEvent: storedBytes / (load.events + load.objects),
      peakMemoryBytes: known ? Math.max(...runs.kubespy.map(({ peakBytes }) => peakBytes)) : null,
      cpuMicrosecondsPerEvent: known ? (median(runs.kubespy.map(({ cpuMs }) => cpuMs)) * 1000) / load.events : null,
    },
  };
}
