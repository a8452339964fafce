/**
 * The byte engine: what this program does with JSON without parsing it. Other modules import only this file; README.md has measurements.
 */
export { allocate, concat, decodeBase64, decodeUtf8, encodeUtf8, indexOfBytes, utf8Length } from "./bytes/bytes.js";
export { maxNesting } from "./check.js";
export { MatchTable } from "./common-runs.js";
export { cutMember } from "./cut-member.js";
export { applyDelta, type DeltaStep, deltaAlong, makeDelta } from "./delta.js";
export { hasVersion } from "./has-version.js";
export { type ObjectHead, readHead, scanHead } from "./head.js";
export type { ScannedText } from "./scan/scanned-text.js";
export { JsonScanner, type Scan } from "./scan/scanner.js";
export { type ParsedParts, type PartPlaces, parseChanged, parseSharing, type SharedParts } from "./shared-parse.js";
export { parsedOrUndefined, SharedValues } from "./shared-values.js";
export { elementSpans, findJsonSpan, holdsMoreValuesThan, memberSpans, nestsDeeperThan, type Span, spanAt } from "./spans.js";
export { isWithinMember } from "./within-member.js";
