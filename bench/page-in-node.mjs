// What a browser does before it has painted a page, in Node: node bench/page-in-node.mjs PAGE. Bundled into one file first, as the page's script is.
// Prints { ms }, since the process started, when the verdict's rows, the timeline's rows and the bars of those in view are known; drawing them has
// no equivalent here.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { groupFindings } from "../dist/diagnosis/group-findings.js";
import { finalFindings } from "../dist/interpret/session-analysis.js";
import { unpackJson } from "../dist/web/file/unpack-json.js";
import { findingRows } from "../dist/web/view/finding-rows.js";
import { barSegments } from "../dist/web/view/timeline/bar-segments.js";
import { densityOf } from "../dist/web/view/timeline/density.js";
import { idleFolds } from "../dist/web/view/timeline/idle-folds.js";
import { rowMarks } from "../dist/web/view/timeline/row-marks.js";
import { sessionTimes } from "../dist/web/view/timeline/session-times.js";
import { timeScale } from "../dist/web/view/timeline/time-scale.js";
import { timelineForest, timelineRows } from "../dist/web/view/timeline/timeline-rows.js";

/** Of a window of 1280 by 800 CSS px. */
const rowsInView = 12;
const width = 800;

const page = readFileSync(process.argv[2], "utf8");
const [, block] = /id="analysis-0">([^<]*)</.exec(page);
const data = unpackJson(gunzipSync(Buffer.from(block, "base64")));
const { analysis, summary } = data;
const findings = findingRows(groupFindings(finalFindings(analysis)));
const domain = { fromMs: 0, toMs: Math.max(1, summary.durationMs) };
const scale = timeScale({ domain, folds: idleFolds(sessionTimes(data), domain), width });
const density = densityOf(analysis.objects, scale, summary.durationMs);
const rows = timelineRows(timelineForest(analysis.objects), new Set());
const bars = rows
  .slice(0, rowsInView)
  .map(({ object }) => [barSegments(object.stageIntervals, { scale, pixelRatio: 1, endMs: summary.durationMs }), rowMarks(object, [])]);
process.stdout.write(
  JSON.stringify({
    ms: performance.now(),
    findings: findings.failures.length,
    rows: rows.length,
    bars: bars.length,
    density: typeof density,
  }),
);
