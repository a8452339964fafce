// The player on a small session and on a very large one whose analysis is kept, beside `replay --at` of the same session.
import { join } from "node:path";
import { measurePlayer } from "./player.mjs";
import { median, program, quiet, root, runKubespy, timed } from "./processes.mjs";

export async function measurePlayers(workspace) {
  workspace.say("a small session");
  const small = await beside(await smallSession(workspace), workspace);
  const db = await workspace.large();
  workspace.say("1,000,000 events, first read whole: the analysis is kept");
  await timed(process.execPath, [program, "diagnose", "bench", "--db", db], quiet);
  workspace.say("1,000,000 events");
  return { small, large: await beside(db, workspace) };
}

async function beside(db, { rounds }) {
  const runs = [];
  for (let round = 1; round <= rounds; round++) {
    const player = await measurePlayer(db, { rounds: 1 });
    const { cpuMs } = await runKubespy("replay", "bench", "--plain", "--at", "50%", "--db", db);
    runs.push({ ...player, replayAtCpuMs: cpuMs });
  }
  return Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.map((run) => run[key]))]));
}

async function smallSession(workspace) {
  const recording = join(root, "recordings", "deployment-bad-rollout.kubespy.gz");
  return await workspace.made("small.db", async (db) => {
    await timed(process.execPath, [program, "import", recording, "--session", "bench", "--db", db], quiet);
  });
}
