/** For people, in powers of ten: "812 B", "3.5 kB", "1.2 MB", "4.0 GB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let amount = bytes / 1000;
  for (const unit of ["kB", "MB"]) {
    if (amount < 999.95) return `${amount.toFixed(1)} ${unit}`;
    amount /= 1000;
  }
  return `${amount.toFixed(1)} GB`;
}
