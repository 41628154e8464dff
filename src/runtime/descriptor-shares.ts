// How the file descriptors of the process are divided, so that no crowd of one kind leaves nothing for the others.
import type { LimitsConfig } from "../config/config.ts";
import type { ConnectionLimits } from "../connection/connection-table.ts";

/** For Node itself, listeners and logs. */
const OWN = 32;

/** At most so many connections are told that there are too many, before further ones are dropped. */
const MOST_TURNED_AWAY = 64;

/**
 * Says how many connections there may be: what files, we ourselves and those who are turned away leave, or fewer where the
 * configuration says so.
 *
 * @param limit how many descriptors the process may have
 */
export function connectionShare(limits: LimitsConfig, limit: number): ConnectionLimits {
  const turnedAwayAtOnce = Math.min(MOST_TURNED_AWAY, Math.ceil(limit / 16));
  const most = Math.max(1, limit - fileShare(limit) - turnedAwayAtOnce - OWN);
  return {
    total: limits.connections > 0 ? Math.min(limits.connections, most) : most,
    perAddress: limits.connectionsPerIp,
    turnedAwayAtOnce,
  };
}

/** @returns how many of so many descriptors files may have at a time */
export function fileShare(limit: number): number {
  return Math.max(4, Math.floor(limit / 4));
}
