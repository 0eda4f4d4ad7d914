import type { Refusal } from "@teilhabe/contracts/refusal";
import type { Asked, DocumentKind, Loaded, Outcome } from "./rule.ts";

/** Loads what a decision needs; versions are remembered, so that the commit fails when something written has changed meanwhile. */
export interface Desk {
  load<State>(kind: DocumentKind<State>, id: string): Promise<Loaded<State> | undefined>;
  loadMany<State>(kind: DocumentKind<State>, ids: readonly string[]): Promise<readonly (Loaded<State> | undefined)[]>;
}

/**
 * Makes an operation's handler of a decision: load from the desk, decide (a pure rule), commit its outcome, answer.
 * - A conflict loads and decides again, at most DECISIONS_MAX times, then `too-many-conflicts`.
 * - If-Match is compared with the version of the first document loaded: another one is refused with `version-mismatch`.
 * - An Idempotency-Key gives the stored answer to a repetition, and `idempotency-key-reused` to another body.
 */
export type Decide = <Input, Answer>(
  decision: (desk: Desk, input: Input, asked: Asked) => Promise<Refusal | Outcome<Answer>>,
) => (input: Input, asked: Asked) => Promise<Refusal | Answer>;
