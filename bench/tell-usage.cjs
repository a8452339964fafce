// Loaded before a program (`node --require`): at the end of the process its processor time and peak memory go to descriptor 3, as JSON. Told by the
// process itself, to the microsecond and with the threads that have ended; from outside, /proc counts in steps of 10 ms.
const { writeSync } = require("node:fs");

// Threads load this too. There `abort` is disabled; loading node:worker_threads to know it would cost what is measured.
if (process.abort.disabled !== true)
  process.on("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    writeSync(3, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakBytes: maxRSS * 1024 }));
  });
