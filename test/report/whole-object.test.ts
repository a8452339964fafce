import { describe, expect, it } from "vitest";
import { wholeObjectLines } from "../../src/report/replay/whole-object.js";

const entry = (manager: unknown) => ({ manager, operation: "Update", fieldsV1: { "f:metadata": {} } });
const podWith = (managedFields: unknown) => ({
  kind: "Pod",
  metadata: { name: "web", managedFields, uid: "u" },
  spec: { managedFields: [1] },
});
const folded = (managedFields: unknown) => wholeObjectLines(podWith(managedFields), { noise: false, unfold: "z" });

describe("a whole object", () => {
  it("has its managedFields in one line, in their place, and those of other places whole", () =>
    expect(folded([entry("kubectl"), entry("kubelet"), entry("kubelet")])).toEqual([
      "kind: Pod",
      "metadata:",
      "  name: web",
      "  managedFields: (3 entries by kubectl, kubelet; z shows them)",
      "  uid: u",
      "spec:",
      "  managedFields:",
      "  - 1",
    ]));

  it("has them whole with noise", () => {
    const lines = wholeObjectLines(podWith([entry("kubectl")]), { noise: true, unfold: "z" });
    expect(lines.slice(3, 6)).toEqual(["  managedFields:", "  - manager: kubectl", "    operation: Update"]);
  });

  it("names few of many managers, printable, and what is not a list as it is", () => {
    const names = ["a\u001b[2J", "b", "c", "d", "e", "f", "x".repeat(500)];
    expect(folded(names.map(entry))[3]).toBe("  managedFields: (7 entries by a\\e[2J, b, c, d and 3 more; z shows them)");
    expect(folded([null, entry(7)])[3]).toBe("  managedFields: (2 entries by ?; z shows them)");
    expect(folded([])[3]).toBe("  managedFields: []");
    expect(folded("odd")[3]).toBe("  managedFields: odd");
    expect(folded(undefined)[3]).not.toContain("managedFields: (");
  });
});
