import { printable } from "../../../io/printable.js";
import { timeFormats, zoneOffset } from "../../view/times.js";
import { LiveNote } from "../remote/live-note.js";
import { openDialog } from "../state/dialogs.js";
import type { PageSession } from "../state/page-session.js";
import { chosenUids, sessions, type TimeFormat, timeFormat } from "../state/view-state.js";
import { Icon } from "../ui/icon.js";
import { SessionSelect } from "../ui/session-select.js";
import { FilterChips } from "./filter-chips.js";
import { MoreMenu } from "./more-menu.js";
import { SearchBox } from "./search-box.js";

/** What the page is about, and what concerns all its parts: search, filter, times, sharing, help. `title`: of a page of several sessions, which names the session that is shown elsewhere. */
export function TopBar({ session, title }: { readonly session: PageSession; readonly title?: string }) {
  const { header } = session.data.value.summary;
  return (
    <header class="top">
      <div class="titles">
        <span class="product">kubespy</span>
        <h1>{printable(title ?? header.title ?? header.name, 300)}</h1>
        {title === undefined && sessions.value.length > 1 && <SessionSelect aria-label="Session" />}
        {session.served !== undefined && <LiveNote session={session} live={session.served.live} />}
      </div>
      <div class="controls">
        <SearchBox session={session} />
        <button type="button" class="button" aria-pressed={chosenUids.value !== undefined} onClick={() => (openDialog.value = "filter")}>
          <Icon name="filter" /> Filter
        </button>
        <TimeChoice startedAt={header.startedAt} />
        <MoreMenu session={session} />
        <button type="button" class="button" aria-label="Keys" title="Keys (?)" onClick={() => (openDialog.value = "help")}>
          ?
        </button>
      </div>
      <FilterChips />
    </header>
  );
}

const names: Readonly<Record<TimeFormat, string>> = { offset: "+0s", local: "Local", utc: "UTC" };

function TimeChoice({ startedAt }: { readonly startedAt: string }) {
  const titles: Readonly<Record<TimeFormat, string>> = {
    offset: "Since the session began",
    local: `On your clock (${zoneOffset(new Date(startedAt))})`,
    utc: "In UTC",
  };
  return (
    <span class="choices" role="group" aria-label="Times">
      {timeFormats.map((format) => (
        <button
          type="button"
          key={format}
          title={titles[format]}
          aria-pressed={timeFormat.value === format}
          onClick={() => (timeFormat.value = format)}
        >
          {names[format]}
        </button>
      ))}
    </span>
  );
}
