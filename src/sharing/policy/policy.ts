import { commandWords, isCommandAt, textParts } from "./command-places.js";
import { isDocument, keyWithoutValue } from "./documents.js";
import { isPlainValue } from "./plain-values.js";
import { removalAt } from "./removal.js";

/** What is a credential at level `secrets`, by where it stands. What stands elsewhere is for the detectors. */
export const structuralPolicy = {
  removalAt,
  isHarmless: isPlainValue,
  isCommandAt,
  commandWords,
  textParts,
  keyWithoutValue,
  isDocument,
};
