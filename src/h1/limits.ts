// Bounds on one message, enforced while it is read, so that nothing unbounded is ever buffered.

/** All in octets, but `headerFields`. */
export interface MessageLimits {
  /** Request line and header section together; a trailer section has the same bound. Beyond: 431. */
  readonly headOctets: number;
  /** Field lines of a section. Beyond: 431. */
  readonly headerFields: number;
  /** Beyond: 414. */
  readonly requestTargetOctets: number;
}
