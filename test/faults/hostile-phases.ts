import type { FaultServer } from "../support/fault-server.js";
import type { HostileAct } from "../support/hostile-acts.js";

/** At which moment of a recording a server turns hostile. */
export interface HostilePhase {
  readonly name: string;
  /** Before the recording starts, or once it watches and has stored a change. */
  readonly when: "before" | "watching";
  /** Whether the first lists were answered, so that a session holds what they showed. */
  readonly saves: boolean;
  /** Whether the server is asked at this point only after the recording has been told to end. */
  readonly atEnd?: true;
  readonly strike: (server: FaultServer, act: HostileAct["take"]) => void;
}

const times = Number.POSITIVE_INFINITY;

export const hostilePhases: readonly HostilePhase[] = [
  {
    name: "discovery",
    when: "before",
    saves: false,
    strike: (server, take) => server.fault({ on: "other", times, act: { do: "raw", take } }),
  },
  {
    name: "the first list",
    when: "before",
    saves: false,
    strike: (server, take) => server.fault({ on: "list", times, act: { do: "raw", take } }),
  },
  {
    name: "the watch",
    when: "before",
    saves: true,
    strike: (server, take) => server.fault({ on: "watch", times, act: { do: "raw", take } }),
  },
  {
    name: "the list after a 410",
    when: "watching",
    saves: true,
    strike: (server, take) => {
      server.fault({ on: "list", times, act: { do: "raw", take } });
      server.restart({ keepHistory: false });
    },
  },
  {
    name: "the repair of a gap",
    when: "watching",
    saves: true,
    strike: (server, take) => {
      for (const having of ["resourceVersionMatch", "continue"]) server.fault({ on: "list", having, times, act: { do: "raw", take } });
      server.writeElsewhere(20);
      server.restart({ keepWatches: false });
    },
  },
  {
    name: "the probe while the server is away",
    when: "watching",
    saves: true,
    strike: (server, take) => {
      server.fault({ path: "/readyz", times, act: { do: "raw", take } });
      server.fault({ on: "watch", times, act: { do: "reset" } });
      server.fault({ on: "list", times, act: { do: "reset" } });
      server.cut();
    },
  },
  {
    name: "the verification of the end",
    when: "watching",
    saves: true,
    atEnd: true,
    strike: (server, take) => server.fault({ on: "list", times, act: { do: "raw", take } }),
  },
  {
    name: "the watch at the end",
    when: "watching",
    saves: true,
    atEnd: true,
    strike: (server, take) => server.fault({ on: "watch", times, act: { do: "raw", take } }),
  },
];
