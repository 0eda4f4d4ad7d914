type Reason = "disk-full" | "disconnected" | "closed" | "failed" | "not-synced";

/** For whoever reads the log. */
const ADVICE: Readonly<Record<Reason, string>> = {
  "disk-full": " (nothing was written; free space on that disk: it then goes on by itself, or once the server that ended is started again)",
  disconnected: " (the database at DATABASE_URL does not answer; if its server has ended, its own log says why: a full disk ends it)",
  closed: "",
  failed: "",
  "not-synced": " (the disk did not take what was written: nothing more is read or written until this process is started again)",
};

/** The outcome is not known, or nothing can be stored; a repetition with the same commit id is safe. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
  readonly reason: Reason;
  /** @param where the file, when it is one */
  constructor(module: string, reason: Reason, cause?: unknown, where?: string) {
    super(`the store of ${module} cannot be used: ${reason}${where === undefined ? "" : `, ${where}`}${ADVICE[reason]}`, { cause });
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
