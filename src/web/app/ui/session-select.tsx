import { printable } from "../../../io/printable.js";
import { switchSession } from "../state/links.js";
import { activeSession, sessions } from "../state/view-state.js";

/** Which session of a page of several is shown. `attributes`: what it is called. */
export function SessionSelect(attributes: { readonly "aria-label"?: string; readonly "aria-labelledby"?: string }) {
  return (
    <select
      {...attributes}
      value={String(activeSession.value)}
      onChange={({ currentTarget }) => switchSession(Number(currentTarget.value))}
    >
      {sessions.value.map(({ index, data }) => (
        <option key={index} value={String(index)}>
          {printable(data.value.summary.header.name, 100)}
        </option>
      ))}
    </select>
  );
}
