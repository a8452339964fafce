import type { ResourceType } from "../../model/resource-type.js";
import { status } from "../status.js";
import { tableKindOf } from "../tables/table-kinds.js";
import { type MediaType, negotiate } from "./media-type.js";
import { type ObjectForm, wholeObjects } from "./object-form.js";
import { metadataOnly } from "./partial-metadata.js";
import { parseIncludeObject, tableForm } from "./table-form.js";

/** What of a request decides in which form objects are given out. */
export interface FormRequest {
  readonly accept: string | undefined;
  readonly query: URLSearchParams;
  /** A watch gives out single objects, as a get does. */
  readonly gives: "objects" | "list";
}

/** The form that the client likes best. Throws 406 when there is none that it takes, 400 for table options that make no sense. */
export function chooseForm(request: FormRequest, type: ResourceType, nowMs: () => number): ObjectForm {
  const media = requireForm(request.accept, ["json", "table", request.gives === "list" ? "partial-metadata-list" : "partial-metadata"]);
  if (media === "table") return tableForm(tableKindOf(type), parseIncludeObject(request.query), nowMs);
  return media === "json" ? wholeObjects(type) : metadataOnly;
}

/** Throws 406 when the client takes none of these. */
export function requireForm(accept: string | undefined, offered: readonly MediaType[]): MediaType {
  const form = negotiate(accept, offered);
  if (form === undefined) throw status.notAcceptable();
  return form;
}
