// How a command ends without success: a message for a person, never a stack.

/** Thrown by a command that can't do what was asked, for a reason that the person can act on. */
export class Failure extends Error {
  /** 1: it did not succeed. 2: the command line makes no sense. */
  readonly exitStatus: 1 | 2;

  /** @param message what goes to stderr, one clear sentence (or a list of diagnostics, one a line) */
  constructor(message: string, exitStatus: 1 | 2 = 1) {
    super(message);
    this.name = "Failure";
    this.exitStatus = exitStatus;
  }
}
