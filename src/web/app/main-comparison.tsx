import { startPage } from "./start-page.js";
import { openEmbedded } from "./worker/embedded-source.js";
import { runWorker } from "./worker/worker.js";

if (typeof document === "undefined") runWorker(({ pieces, name }) => openEmbedded(pieces, name));
else void startPage();
