/** What a Windows exit code says. */
interface WindowsStatus {
  /** As Microsoft writes it: "0xC0000135". */
  readonly hex: string;
  /** In a few words; undefined where only the number is known. */
  readonly meaning: string | undefined;
}

/**
 * An exit code that no Linux process can have, as a Windows status of 32 bits: the kubelet reports it signed (-1073741515) or unsigned
 * (3221225781). Undefined for 0 to 255, which both systems have.
 */
export function windowsStatus(exitCode: number): WindowsStatus | undefined {
  if (!Number.isInteger(exitCode) || (exitCode >= 0 && exitCode <= 255) || Math.abs(exitCode) > 0xffff_ffff) return undefined;
  const status = exitCode >>> 0;
  return { hex: `0x${status.toString(16).toUpperCase().padStart(8, "0")}`, meaning: meanings.get(status) };
}

/** NTSTATUS values (ntstatus.h), HRESULTs (winerror.h), and the exceptions of language runtimes. */
const meanings: ReadonlyMap<number, string> = new Map([
  [0x40010004, "terminated by a debugger"],
  [0x40010005, "Ctrl-C"],
  [0x40000015, "fatal error of the application"],
  [0x80000003, "breakpoint or failed assertion"],
  [0x80004005, "unspecified error"],
  [0x80070002, "file not found"],
  [0x80070005, "access denied"],
  [0x8007000e, "out of memory"],
  [0x800705af, "paging file too small"],
  [0x80131506, "internal error of the .NET runtime"],
  [0x80131623, ".NET Environment.FailFast"],
  [0xc0000005, "access violation"],
  [0xc0000006, "I/O error while reading a page"],
  [0xc0000017, "not enough memory"],
  [0xc000001d, "illegal instruction"],
  [0xc0000022, "access denied"],
  [0xc0000025, "exception that cannot be continued"],
  [0xc000007b, "invalid image format: a DLL or program for another architecture"],
  [0xc0000094, "integer division by zero"],
  [0xc0000095, "integer overflow"],
  [0xc0000096, "privileged instruction"],
  [0xc00000fd, "stack overflow"],
  [0xc000012d, "commit limit reached: out of memory"],
  [0xc0000135, "DLL not found"],
  [0xc0000138, "ordinal not found in a DLL"],
  [0xc0000139, "entry point not found in a DLL"],
  [0xc000013a, "Ctrl-C or shutdown"],
  [0xc0000142, "DLL initialization failed"],
  [0xc0000374, "heap corruption"],
  [0xc0000409, "fail fast: stack buffer overrun or abort"],
  [0xc0000417, "invalid parameter of a C runtime function"],
  [0xc000041d, "unhandled exception in a callback"],
  [0xc0000420, "failed assertion"],
  [0xc0000428, "signature of a program or DLL is invalid"],
  [0xc0000602, "fail fast"],
  [0xc06d007e, "DLL not found (delay load)"],
  [0xc06d007f, "function not found in a DLL (delay load)"],
  [0xe0434352, "unhandled .NET exception"],
  [0xe0434f4d, "unhandled .NET exception"],
  [0xe06d7363, "unhandled C++ exception"],
]);
