import type { Finding } from "../../diagnosis/engine/finding.js";

/**
 * What `kubespy diagnose -o json` says: a contract. `causes` are indexes into the same list. `unmet`: why the state that was waited for was not
 * reached; absent if it was, or if nothing was waited for.
 */
export function findingsJson(findings: readonly Finding[], { unmet }: { readonly unmet?: string | undefined } = {}): unknown {
  return { schemaVersion: 1, unmet, findings: findings.map(findingJson) };
}

function findingJson(finding: Finding): unknown {
  const { kind, namespace, name, uid } = finding.object;
  return {
    class: finding.class,
    severity: finding.severity,
    object: { kind, namespace, name, uid },
    container: finding.container,
    message: finding.message,
    firstSequence: finding.firstSequence,
    lastSequence: finding.lastSequence,
    sinceMs: finding.sinceMs,
    durationMs: finding.durationMs,
    resolved: finding.resolved,
    resolution: finding.resolution,
    evidence: finding.evidence,
    causes: finding.causes,
    advice: finding.advice,
  };
}
