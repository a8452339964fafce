import { numberAt } from "../../fields/fields.js";
import { clause } from "../../narration/words.js";
import type { Clause, ObjectChange } from "../kind-rules.js";
import { type ContainerFacts, containersOf } from "./containers.js";

/** What somebody changed in the spec of a Pod: images, ephemeral containers, the deadline. Little else of a Pod's spec may change. */
export function specEdits({ before, after }: ObjectChange): readonly Clause[] {
  const earlier = new Map(containersOf(before).map((c) => [c.name, c]));
  const deadline = numberAt(after, "spec", "activeDeadlineSeconds");
  return [
    ...containersOf(after).flatMap((c) => containerEdit(earlier.get(c.name), c)),
    ...(deadline === undefined || deadline === numberAt(before, "spec", "activeDeadlineSeconds")
      ? []
      : [clause(76, `its active deadline was set to ${deadline}s`)]),
  ];
}

function containerEdit(before: ContainerFacts | undefined, after: ContainerFacts): readonly Clause[] {
  if (before === undefined) {
    if (after.role !== "ephemeral") return [];
    return [
      clause(82, `ephemeral container ${after.name} (${after.image ?? "no image"}) was added`, {
        brief: `+${after.name}`,
        why: "this is how kubectl debug looks into a running Pod; the other containers are not touched",
      }),
    ];
  }
  if (before.image === after.image) return [];
  return [
    clause(82, `the image of container ${after.name} was changed from ${before.image ?? "none"} to ${after.image ?? "none"}`, {
      brief: `image ${before.image ?? "none"} → ${after.image ?? "none"}`,
      why: "of a Pod's spec little more than its images may be changed; the kubelet starts this container anew with it",
    }),
  ];
}
