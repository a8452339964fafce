import { computed } from "@preact/signals";
import { finalFindings } from "../../../interpret/session-analysis.js";
import { evidenceIndex } from "../../view/steps/evidence.js";
import { currentSession } from "./view-state.js";

/** The findings at the end of the session shown, causes before their consequences. */
export const findingsShown = computed(() => {
  const session = currentSession.value;
  return session === undefined ? [] : finalFindings(session.data.value.analysis);
});

/** Which of them each step is evidence of. */
export const evidenceShown = computed(() => evidenceIndex(findingsShown.value));
