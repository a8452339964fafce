import type { AddCommand } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import { addChangeView } from "./change-view.js";

/** `kubespy changes TARGET...|SESSION|FILE` */
export const addChangesCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("changes")
    .summary("print every change of an object as it arrives, whoever made it")
    .description(
      `Print each change of an object, of its spec and metadata too: what people, controllers and webhooks did to it. Noise that changes with every
write (resourceVersion, managedFields) is hidden unless --noise is given. If the object does not exist yet, kubespy waits for it.`,
    );
  addChangeView(command, "changes", context, exit);
  addHelpDetails(command, {
    notes: [`Ends with Ctrl-C, after --for, or at --until.`],
    examples: [
      [`${name} changes deploy web`],
      [`${name} changes v1 ConfigMap shop/settings --noise`],
      [`${name} changes pods -l app=web -o json`],
      [`${name} changes deployment-rollout --object deploy/web --by kubectl`],
    ],
  });
};
