import { batch } from "@preact/signals";
import { blockIds } from "../file/page-manifest.js";
import { type ComparisonData, isTrendData, type TrendData } from "../view/comparison/comparison-data.js";
import { ComparisonShell } from "./comparison/comparison-shell.js";
import { readPacked } from "./page-data.js";
import { startPage } from "./start-page.js";
import { activeSession, position } from "./state/view-state.js";
import { openEmbedded } from "./worker/embedded-source.js";
import { runWorker } from "./worker/worker.js";

if (typeof document === "undefined") runWorker(({ pieces, name }) => openEmbedded(pieces, name));
else void start();

async function start(): Promise<void> {
  const comparison = (await readPacked(blockIds.comparison)) as ComparisonData | TrendData;
  showDivergence(comparison);
  await startPage(<ComparisonShell comparison={comparison} />);
}

/** The page begins with what the candidate did there. */
function showDivergence(comparison: ComparisonData | TrendData): void {
  if (isTrendData(comparison) || comparison.divergence === null) return;
  const { a, b } = comparison.divergence.frames;
  const frame = b ?? a;
  if (frame === undefined) return;
  batch(() => {
    activeSession.value = b === undefined ? 0 : 1;
    position.value = frame.sequence;
  });
}
