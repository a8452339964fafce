import { startPage } from "./start-page.js";
import { openEmbedded } from "./worker/embedded-source.js";
import { runWorker } from "./worker/worker.js";

// One script is both: the page starts it again as the worker that reads the recording.
if (typeof document === "undefined") runWorker(({ pieces, name }) => openEmbedded(pieces, name));
else void startPage();
