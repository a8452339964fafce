import { isComposite } from "../diff/deep-equal.js";
import { at } from "../model/fields.js";
import type { ObjectFrame } from "../model/frame.js";
import type { KubeObject } from "../model/kube-object.js";
import { Revision } from "../model/revision.js";

/**
 * The frame with an object that lacks `managedFields`: half of what there is to parse and to keep, and nothing that a comparison looks at. The frame
 * as it is where it has none, or where they cannot be cut out simply. Undefined when its bytes are no object at all.
 *
 * Within `managedFields` the API server writes maps only: the first closing bracket ends them. Where a name holds one, what is left is no
 * JSON any more, and the whole is parsed.
 */
export function lightFrame(frame: ObjectFrame): ObjectFrame | undefined {
  const { text, bytes } = frame.revision;
  const start = text.indexOf(field);
  const end = start < 0 ? -1 : text.indexOf("]", start);
  const object = end < 0 || text[start - 1] !== "," ? undefined : parsed(text.slice(0, start - 1) + text.slice(end + 1));
  if (object !== undefined) return { ...frame, revision: new Revision(bytes, object) };
  return isObject(frame) ? frame : undefined;
}

const field = '"managedFields":[';

function parsed(text: string): KubeObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isComposite(at(value, "metadata")) ? (value as KubeObject) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isObject({ revision }: ObjectFrame): boolean {
  try {
    return revision.object !== undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
