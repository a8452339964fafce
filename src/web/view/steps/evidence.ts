import type { Finding } from "../../../diagnosis/engine/finding.js";

/** Which findings a step is evidence of, by their place in the list of findings. */
type EvidenceIndex = ReadonlyMap<number, readonly number[]>;

export function evidenceIndex(findings: readonly Finding[]): EvidenceIndex {
  const index = new Map<number, number[]>();
  for (const [place, { evidence }] of findings.entries())
    for (const sequence of evidence) {
      const places = index.get(sequence);
      if (places === undefined) index.set(sequence, [place]);
      else if (!places.includes(place)) places.push(place);
    }
  return index;
}

/** A finding's place in the evidence: "first of 5 steps", "last of 5 steps", "step 3 of 5". */
export function evidencePlace({ evidence }: Finding, sequence: number): string {
  const place = evidence.indexOf(sequence);
  if (evidence.length === 1) return "the only step that shows it";
  if (place === 0) return `the first of ${evidence.length} steps that show it`;
  if (place === evidence.length - 1) return `the last of ${evidence.length} steps that show it`;
  return `step ${place + 1} of ${evidence.length} that show it`;
}
