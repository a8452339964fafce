import type { SessionSummary } from "../../../src/model/session.js";
import type { PickerEntry } from "../../../src/tui/picker/picker-entry.js";
import { type PickerState, startPicker } from "../../../src/tui/picker/picker-state.js";
import { type PickerEvent, updatePicker } from "../../../src/tui/picker/picker-update.js";

export const startedMs = Date.parse("2026-11-22T10:57:17.000Z");

export function summaryOf(
  name: string,
  change: Partial<SessionSummary> & { readonly title?: string; readonly target?: string } = {},
): SessionSummary {
  const { title, target = "pod/nginx", ...rest } = change;
  return {
    header: {
      name,
      startedAt: new Date(startedMs).toISOString(),
      targets: [target],
      streams: [],
      omissions: [],
      secretValues: "digests",
      recorder: "kubespy 0.1.0",
      ...(title === undefined ? {} : { title }),
    },
    state: "ended",
    end: { endedAt: new Date(startedMs + 9363).toISOString(), offsetMs: 9363, outcome: "signal", reason: "stopped by Ctrl-C" },
    frames: 16,
    objects: 9,
    gaps: 0,
    durationMs: 9363,
    ...rest,
  };
}

export function storedEntry(name: string, change: Parameters<typeof summaryOf>[1] = {}): PickerEntry {
  return { origin: "stored", name, summary: summaryOf(name, change) };
}

export function afterEvents(state: PickerState, ...events: readonly PickerEvent[]): PickerState {
  return events.reduce((now, event) => updatePicker(now, event).state, state);
}

/** A key after the other. */
export function typed(state: PickerState, ...keys: readonly string[]): PickerState {
  return afterEvents(state, ...keys.map((key): PickerEvent => ({ kind: "key", key })));
}

/** A picker that has listed these an hour after they began. */
export function pickerOf(stored: readonly PickerEntry[], size = { columns: 80, rows: 24 }): PickerState {
  return afterEvents(startPicker(size, false), { kind: "listed", stored, nowMs: startedMs + 3_600_000 });
}

/** `count` sessions: s-1, s-2, ... */
export function manyEntries(count: number): readonly PickerEntry[] {
  return Array.from({ length: count }, (_, i) => storedEntry(`s-${i + 1}`));
}
