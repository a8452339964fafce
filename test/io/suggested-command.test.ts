import { expect, it } from "vitest";
import { clusterFlagsText, suggestedCommand } from "../../src/io/suggested-command.js";

const flags = { db: "/tmp/a b.db", identity: ["key.txt"], kubeconfig: "dev.yaml", context: "dev" };

it("a suggested command of kubespy repeats every flag", () => {
  expect(suggestedCommand("kubectl spy", ["replay", "web-1"], flags)).toBe(
    "kubectl spy replay web-1 --kubeconfig dev.yaml --context dev --identity key.txt --db '/tmp/a b.db'",
  );
});

it("one of kubectl repeats those that name the cluster, and no other", () => {
  expect(clusterFlagsText(flags)).toBe(" --kubeconfig dev.yaml --context dev");
});
