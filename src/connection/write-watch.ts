// Whether a client still takes what is sent to it, however slowly: a slow reader is spared, a stalled one is not.

/** Watches the octets that one client has acknowledged. */
export class WriteWatch {
  #acknowledged = -1;
  #sinceMs = 0;

  /** Whether something was on its way when it looked last. */
  get isRunning(): boolean {
    return this.#acknowledged >= 0;
  }

  /** Nothing is on its way: the next look is a first one. */
  rest(): void {
    this.#acknowledged = -1;
  }

  /**
   * Looks once; at the first look the time begins to run.
   *
   * @param acknowledged octets that the client has taken so far, as far as anybody knows
   * @returns whether it has taken none for the time-out
   */
  isStalled(nowMs: number, acknowledged: number, timeoutMs: number): boolean {
    if (acknowledged !== this.#acknowledged) {
      this.#acknowledged = acknowledged;
      this.#sinceMs = nowMs;
      return false;
    }
    return nowMs - this.#sinceMs >= timeoutMs;
  }
}
