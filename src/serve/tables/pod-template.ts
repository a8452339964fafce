import { itemsAt } from "../../model/fields.js";
import { type Column, text, wide } from "./column.js";

/** Names and images of the containers in a Pod template: two columns for `-o wide`. `path` leads to the template. */
export function containerColumns(...path: readonly string[]): readonly Column[] {
  return [
    wide("Containers", "Names of each container in the template.", (object) => joined(object, path, "name")),
    wide("Images", "Images referenced by each container in the template.", (object) => joined(object, path, "image")),
  ];
}

function joined(object: unknown, path: readonly string[], field: string): string {
  return itemsAt(object, ...path, "spec", "containers")
    .map((container) => text(container, field))
    .join(",");
}
