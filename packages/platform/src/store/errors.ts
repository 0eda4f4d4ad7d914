/** The outcome is not known, or nothing can be stored; a repetition with the same commit id is safe. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
  readonly reason: "disk-full" | "disconnected" | "closed" | "failed";
  constructor(module: string, reason: StoreUnavailable["reason"], cause?: unknown) {
    super(`the store of ${module} cannot be used: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** Too many commits wait; nothing was done. */
export class StoreOverloaded extends Error {
  override readonly name = "StoreOverloaded";
  constructor(module: string) {
    super(`too many commits wait for the store of ${module}`);
  }
}
