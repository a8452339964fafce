/**
 * A duration as kubectl shows it, coarser the longer it is: "49s", "8m17s", "3h5m", "2d4h", "400d", "5y12d". One or two seconds below zero
 * are clock skew; more is "<invalid>". (As `HumanDuration` of apimachinery.)
 */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return "<invalid>";
  if (ms < 0) return "0s";
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return two(minutes, "m", seconds % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return two(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return two(days, "d", hours % 24, "h");
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return days < 2920 ? two(years, "y", days % 365, "d") : `${years}y`;
}

/** The time from an API timestamp to `nowMs`; "<unknown>" if there is none. */
export function since(timeMs: number | undefined, nowMs: number): string {
  return timeMs === undefined ? "<unknown>" : humanDuration(nowMs - timeMs);
}

function two(coarse: number, coarseUnit: string, fine: number, fineUnit: string): string {
  return fine === 0 ? `${coarse}${coarseUnit}` : `${coarse}${coarseUnit}${fine}${fineUnit}`;
}
