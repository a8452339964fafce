import { useSignal, useSignalEffect } from "@preact/signals";
import type { StepDetail } from "../../view/steps/step-requests.js";
import { currentSession, noise, position } from "../state/view-state.js";

/** The step at the position, as soon as it has been read; until then the one shown before. */
export function useStepDetail(): StepDetail | undefined {
  const detail = useSignal<StepDetail | undefined>(undefined);
  useSignalEffect(() => {
    let isCurrent = true;
    const asked = currentSession.value?.worker.ask("step", { sequence: position.value, noise: noise.value });
    void asked?.then((read) => {
      if (isCurrent) detail.value = read;
    });
    return () => {
      isCurrent = false;
    };
  });
  return detail.value;
}
