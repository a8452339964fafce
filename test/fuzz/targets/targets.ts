import type { FuzzTarget } from "../fuzz-target.js";
import { archive } from "./archive.js";
import { audit } from "./audit.js";
import { block } from "./block.js";
import { database } from "./database.js";
import { delta } from "./delta.js";
import { foreign } from "./foreign.js";
import { kubeconfig } from "./kubeconfig.js";
import { lesson } from "./lesson.js";
import { recording } from "./recording.js";
import { review } from "./review.js";
import { share } from "./share.js";
import { watch } from "./watch.js";

/** One for each parser of bytes that nobody vouches for. */
export const targets: readonly FuzzTarget[] = [
  recording,
  block,
  delta,
  watch,
  kubeconfig,
  foreign,
  archive,
  audit,
  database,
  share,
  review,
  lesson,
];
