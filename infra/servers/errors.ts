/** The system's code of an error, as `EEXIST`; without `instanceof`, which says no to the file system's errors inside a test runner's own realm. */
export function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

export function messageOf(error: unknown): string {
  return typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error);
}
