/** Nobody answered: the effect of the question is unknown. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
  readonly reason: "nobody-serves" | "timeout" | "failed" | "disconnected" | "overloaded";
  constructor(operation: string, reason: NoAnswer["reason"], cause?: unknown) {
    super(`${operation}: ${reason}`, { cause });
    this.reason = reason;
  }
}

export class AskForbidden extends Error {
  override readonly name = "AskForbidden";
  constructor(module: string, what: string) {
    super(`${module} does not declare that it asks or hears ${what}`);
  }
}

export class MessageTooLarge extends Error {
  override readonly name = "MessageTooLarge";
  constructor(what: string, bytes: number, limit: number) {
    super(`${what} has ${bytes} bytes; at most ${limit} are taken`);
  }
}

export class StaleSequence extends Error {
  override readonly name = "StaleSequence";
  readonly lastSequence: number;
  constructor(stream: string, expected: number, lastSequence: number) {
    super(`stream ${stream} is at ${lastSequence}, not at ${expected}`);
    this.lastSequence = lastSequence;
  }
}
