/** The expected "no" of an operation, as it travels: safe to show to whoever asked. */
export type Refusal = {
  /** A stable code, listed in the operation's contract. */
  readonly refused: string;
  /** One sentence for the person who asked: what is wrong and what to do. */
  readonly detail: string;
  /** Where in the input, one entry for each fault, as JSON Pointers (RFC 6901). */
  readonly errors?: readonly { readonly pointer: string; readonly message: string }[];
  /** Facts that help to go on, such as the current version. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
};

export function refuse(code: string, detail: string, more: Pick<Refusal, "errors" | "facts"> = {}): Refusal {
  return { refused: code, detail, ...more };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "refused" in value;
}

/** Refusals that any operation may answer without listing them, with their HTTP status. */
export const commonRefusals = {
  "invalid-input": 400,
  "token-needed": 401,
  "grant-needed": 403,
  "version-mismatch": 412,
  "idempotency-key-reused": 422,
  "too-many-conflicts": 503,
} as const;
