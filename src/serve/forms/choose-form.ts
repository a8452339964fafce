import type { ResourceType } from "../../model/resource-type.js";
import { status } from "../status.js";
import { tableKindOf } from "../tables/table-kinds.js";
import { type MediaType, negotiate } from "./media-type.js";
import { type ObjectForm, wholeObjects } from "./object-form.js";
import { metadataOnly } from "./partial-metadata.js";
import { parseIncludeObject, tableForm } from "./table-form.js";

/** The parts of a request that decide the form of its response. */
interface FormRequest {
  readonly accept: string | undefined;
  readonly query: URLSearchParams;
  /** A watch returns single objects, like a get. */
  readonly gives: "objects" | "list";
}

/** The form that the client prefers. Throws 406 if there is none that it accepts, 400 for invalid table options. */
export function chooseForm(request: FormRequest, type: ResourceType, nowMs: () => number): ObjectForm {
  const media = requireForm(request.accept, ["json", "table", request.gives === "list" ? "partial-metadata-list" : "partial-metadata"]);
  if (media === "table") return tableForm(tableKindOf(type), parseIncludeObject(request.query), nowMs);
  return media === "json" ? wholeObjects(type) : metadataOnly;
}

/** Throws 406 when the client accepts none of these. */
export function requireForm(accept: string | undefined, offered: readonly MediaType[]): MediaType {
  const form = negotiate(accept, offered);
  if (form === undefined) throw status.notAcceptable();
  return form;
}
