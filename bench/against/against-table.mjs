// The ratios of two builds as text for people.
import { amount, machineText } from "../table.mjs";

export function againstTable({ machine, against, rounds, figures }) {
  const rows = [["", "here", against, "here of there", "rounds", ""], ...figures.map((figure) => rowOf(figure, rounds))];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row
      .map((text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i])))
      .join("  ")
      .trimEnd(),
  );
  return `${machineText(machine)}\nagainst ${against}, rounds in turns: ${rounds}\n\n${lines.join("\n")}\n`;
}

function rowOf({ group, what, unit, here, there, ratio, lowest, highest, isBetterHigh }, rounds) {
  const spread = `${lowest.toFixed(2)} to ${highest.toFixed(2)}`;
  return [
    `${group}: ${what}`,
    amount(here, unit),
    amount(there, unit),
    `${ratio.toFixed(2)} x`,
    spread,
    rounds > 1 ? verdict(lowest, highest, isBetterHigh) : "",
  ];
}

/** Only what every round agrees on; one round is no spread. */
function verdict(lowest, highest, isBetterHigh) {
  if (lowest > 1.02) return isBetterHigh ? "better" : "worse";
  if (highest < 0.98) return isBetterHigh ? "worse" : "better";
  return "";
}
