/** What a gateway answers instead of a result: problem details (RFC 9457) with a stable code. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  /** The refusal's code, such as `idea-not-found`; the contract of the operation lists them. */
  readonly code: string;
  readonly requestId: string | undefined;
  readonly errors: readonly { readonly pointer: string; readonly message: string }[];
  /** Facts that help to go on, such as the current version. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;

  constructor(status: number, details: Readonly<Record<string, unknown>>) {
    super(`${status} ${String(details["code"] ?? "unknown")}: ${String(details["detail"] ?? details["title"] ?? "no details")}`);
    this.status = status;
    this.code = String(details["code"] ?? "unknown");
    this.requestId = typeof details["requestId"] === "string" ? details["requestId"] : undefined;
    this.errors = (details["errors"] as Problem["errors"] | undefined) ?? [];
    this.facts = (details["facts"] as Problem["facts"] | undefined) ?? {};
  }
}

/** The gateway could not be reached, or answered that it cannot serve, for as long as the client was told to be patient. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}
