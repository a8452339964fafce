import { sides } from "../../compare/sides.js";
import { blockIds } from "../file/page-manifest.js";
import { type ComparisonData, isTrendData, type TrendData } from "../view/comparison/comparison-data.js";
import { ComparisonShell } from "./comparison/comparison-shell.js";
import { readPacked } from "./page-data.js";
import { startPage } from "./start-page.js";
import { openEmbedded } from "./worker/embedded-source.js";
import { runWorker } from "./worker/worker.js";

if (typeof document === "undefined") runWorker(({ pieces, name }) => openEmbedded(pieces, name));
else void start();

async function start(): Promise<void> {
  const comparison = (await readPacked(blockIds.comparison)) as ComparisonData | TrendData;
  await startPage({ shell: <ComparisonShell comparison={comparison} />, firstSteps: divergedSteps(comparison) });
}

/** Each run opens at what it did where the two diverge. */
function divergedSteps(comparison: ComparisonData | TrendData): readonly (number | undefined)[] {
  return isTrendData(comparison) ? [] : sides.map((side) => comparison.divergence?.frames[side]?.sequence);
}
