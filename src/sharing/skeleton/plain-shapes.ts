/** Whether a text is a time, a duration, a number, a quantity, a share, a list of indexes or a schedule: texts that hold no words. */
export function isPlainShape(text: string): boolean {
  return text.length <= maxShape && shapes.some((shape) => shape.test(text));
}

const maxShape = 100;

const shapes: readonly RegExp[] = [
  // RFC 3339.
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/,
  // "1m30s", as Go writes durations.
  /^-?(\d{1,9}(\.\d{1,9})?(ns|us|ms|s|m|h)){1,4}$/,
  // Numbers (ports, resource versions) and quantities: "100m", "1.5Gi", "1e3", "25%".
  /^[+-]?\d{1,20}(\.\d{1,20})?([numkMGTPE]|[KMGTPE]i|e[+-]?\d{1,3}|%)?$/,
  // Indexes of a Job: "0,3-5,7".
  /^\d[\d,-]*$/,
  // Of a CronJob.
  /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/,
  /^[\d*/,?-]{1,40}( [\d*/,?-]{1,40}){4}$/,
];
