const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * "1.5s", "2m", "1h30m", "250ms", "30d" in milliseconds; undefined when it is not a duration.
 * A bare number is refused: whether it means seconds or milliseconds is a guess.
 */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) total += Number(number) * (unitMs[unit ?? ""] ?? 0);
  return total;
}

/** For people, three figures at most: "0.42s", "12.3s", "2m05s", "1h03m", "3d04h". */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  const seconds = ms / 1000;
  if (seconds < 9.995) return `${seconds.toFixed(2)}s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)}m${pad(whole % 60)}s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)}h${pad(Math.floor((whole % 3600) / 60))}m`;
  return `${Math.floor(whole / 86_400)}d${pad(Math.floor((whole % 86_400) / 3600))}h`;
}

/** Offset from session start: "+0.000s", "+1m02.345s". Fixed grain, so that a column of them lines up. */
export function formatOffset(ms: number): string {
  const sign = ms < 0 ? "-" : "+";
  const total = Math.round(Math.abs(ms));
  const minutes = Math.floor(total / 60_000);
  const seconds = ((total % 60_000) / 1000).toFixed(3);
  if (minutes === 0) return `${sign}${seconds}s`;
  const padded = seconds.padStart(6, "0");
  return minutes < 60 ? `${sign}${minutes}m${padded}s` : `${sign}${Math.floor(minutes / 60)}h${pad(minutes % 60)}m${padded}s`;
}

function pad(n: number): string {
  return String(n).padStart(2, "0");
}
