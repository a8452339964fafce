import type { LessonData } from "../file/lesson-data.js";
import { blockIds } from "../file/page-manifest.js";
import { followLessonKeys } from "./lesson/follow-lesson-keys.js";
import { LessonShell } from "./lesson/lesson-shell.js";
import { beginLessonPage } from "./lesson/lesson-state.js";
import { readPacked, readSessionData } from "./page-data.js";
import { startPage } from "./start-page.js";
import { openEmbedded } from "./worker/embedded-source.js";
import { runWorker } from "./worker/worker.js";

if (typeof document === "undefined") runWorker(({ pieces, name }) => openEmbedded(pieces, name));
else void start();

async function start(): Promise<void> {
  const data = (await readPacked(blockIds.lesson)) as LessonData;
  beginLessonPage(data, (await readSessionData(0)).analysis);
  await startPage({ shell: <LessonShell />, firstSteps: [data.lesson.stops[0]?.sequence], printsSession: true });
  // After those of every page: keys that mean something there are theirs.
  followLessonKeys();
}
