import { describe, expect, it } from "vitest";
import { isFull } from "./effort.js";
import { matrix } from "./matrix.js";
import { report } from "./report.js";
import { patienceMs, underFault } from "./rig.js";
import { scopes } from "./scopes.js";

/**
 * Every fault for every scope: the recording equals what the server held, event by event, or a gap covers the difference. Never a silent
 * loss, a duplicate or a hang.
 */
const groups = matrix.map((group) => ({ ...group, faults: group.faults.filter((fault) => isFull || fault.isLong !== true) }));

describe.concurrent.each(groups)("$title", ({ title: group, faults }) => {
  describe.each(faults)("$title", (fault) => {
    it.concurrent.each(scopes)("$name", { timeout: 4 * patienceMs }, async (scope) => {
      const comparison = await underFault(scope, fault.options ?? {}, fault.strike);
      report({ group, fault: fault.title, scope: scope.name, ...comparison });
      expect({ lost: comparison.lost, wrong: comparison.wrong }).toEqual({ lost: [], wrong: [] });
      if (fault.expects === "equal") expect(comparison.named).toEqual([]);
      else expect(comparison.gaps).toBeGreaterThan(0);
    });
  });
});
