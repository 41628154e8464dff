// Everything that touches the machine, in one value: the composition root gets it, nobody else reaches past it.
import type { Clock } from "./clock.ts";
import type { Disk } from "./disk.ts";
import type { Log } from "./log.ts";
import type { Processes } from "./processes.ts";
import type { Random } from "./random.ts";
import type { Network } from "./transport.ts";

/** The machine as the server sees it. Tests and the simulation pass their own. */
export interface Platform {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly network: Network;
  readonly processes: Processes;
  readonly random: Random;
  readonly log: Log;
}
