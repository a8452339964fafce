import type { Streams } from "../../io/streams.js";
import { suggestedCommand } from "../../io/suggested-command.js";

/** The cluster of a live lesson, as kubectl and kubespy name it. */
export interface LivePlace {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** The context by its name, even where none was given: the current one may change meanwhile. */
export function clusterFlags({ kubeconfig, context }: LivePlace): readonly string[] {
  return [...(kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig]), ...(context === undefined ? [] : ["--context", context])];
}

export function removalCommand(namespace: string, { kubeconfig, context }: LivePlace): string {
  return suggestedCommand("kubectl", ["delete", "namespace", namespace], { kubeconfig, context });
}

/** Whether credential plugins may ask a person. */
export function isInteractive({ stderr, stdin }: Streams): boolean {
  return stderr.isTty && "isTTY" in stdin && stdin.isTTY === true;
}
