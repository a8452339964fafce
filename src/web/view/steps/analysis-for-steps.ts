import type { SessionAnalysis } from "../../../interpret/session-analysis.js";

/**
 * What of an analysis the reading of single steps needs: the times of lives, and the news of findings. The rest may be many megabytes, which who
 * reads steps would get a copy of.
 */
export function analysisForSteps(analysis: SessionAnalysis): SessionAnalysis {
  const { findings, objects } = analysis;
  return {
    ...analysis,
    objects: objects
      .filter(({ lives }) => lives.length > 0)
      .map(({ ref, lives, stage }) => ({ ref, lives, stage, owners: [], milestones: [], stageIntervals: [] })),
    findings: { versions: findings.versions, news: findings.news, states: [] },
    metrics: [],
    gaps: [],
  };
}
