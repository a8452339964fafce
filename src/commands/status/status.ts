import { addChangeView } from "../changes/change-view.js";
import type { AddCommand } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";

/** `kubespy status TARGET...|SESSION|FILE` */
export const addStatusCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("status")
    .summary("print each change of an object's status as it arrives")
    .description(
      `Print each change of an object's .status with its stage in words: what the scheduler, the kubelet and controllers report about it. If the
object does not exist yet, kubespy waits for it. Of a session or recording file, print the status of its targets from start to end.`,
    );
  addChangeView(command, "status", context, exit);
  addHelpDetails(command, {
    notes: [`Ends with Ctrl-C, after --for, or at --until.`],
    examples: [
      [`${name} status pod nginx`],
      [`${name} status deploy/web -n shop --until ready`],
      [`${name} status v1 Pod shop/nginx`],
      [`${name} status pod nginx --session nginx-first-try`],
      [`${name} status pod-bad-image-tag`],
      [`${name} status @latest --object deploy/web -o json | jq -r .sentence`],
    ],
  });
};
