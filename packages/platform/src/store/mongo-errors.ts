import { StoreUnavailable } from "./errors.ts";

const DUPLICATE_KEY = 11_000;
/** OutOfDiskSpace. */
const DISK_FULL = 14_031;
const NETWORK = new Set([
  "MongoNetworkError",
  "MongoNetworkTimeoutError",
  "MongoServerSelectionError",
  "MongoPoolClearedError",
  "PoolClearedOnNetworkError", // a server that was silent for too long
  "MongoWriteConcernError",
  "MongoOperationTimeoutError",
]);
/** Node's own, which the driver passes on when a connection breaks while it waits to write. */
const BROKEN = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "ECONNREFUSED"]);
const CLOSED = new Set(["MongoNotConnectedError", "MongoTopologyClosedError", "MongoClientClosedError", "MongoExpiredSessionError"]);
/** Primary stepped down, shutting down, not primary, interrupted (github.com/mongodb/specifications, "retryable writes"). */
const FAILING_OVER = new Set([91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436, 112, 251, 64, 6, 7, 89]);

type Labelled = { readonly name?: string; readonly code?: unknown; readonly message?: string; hasErrorLabel?(label: string): boolean };

function labelled(error: unknown): Labelled {
  return typeof error === "object" && error !== null ? (error as Labelled) : {};
}

/** Trying the same again may succeed: a conflict between transactions, or another primary. */
export function isTransient(error: unknown): boolean {
  const { name = "", code, hasErrorLabel } = labelled(error);
  if (hasErrorLabel?.call(error, "TransientTransactionError") || hasErrorLabel?.call(error, "RetryableWriteError")) return true;
  return NETWORK.has(name) || (typeof code === "number" ? FAILING_OVER.has(code) : BROKEN.has(String(code)));
}

/** The commit may have happened. */
export function isUnknownCommit(error: unknown): boolean {
  return labelled(error).hasErrorLabel?.call(error, "UnknownTransactionCommitResult") === true;
}

export function isDuplicateKey(error: unknown): boolean {
  return labelled(error).code === DUPLICATE_KEY;
}

export function isDiskFull(error: unknown): boolean {
  return labelled(error).code === DISK_FULL;
}

/** An outage as StoreUnavailable; anything else, a bug, as it is. */
export function wrapped(module: string, error: unknown): unknown {
  if (isDiskFull(error)) return new StoreUnavailable(module, "disk-full", error);
  if (CLOSED.has(labelled(error).name ?? "")) return new StoreUnavailable(module, "closed", error);
  return isTransient(error) || isUnknownCommit(error) ? new StoreUnavailable(module, "disconnected", error) : error;
}
