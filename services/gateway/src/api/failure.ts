import type { Refusal } from "@teilhabe/contracts/refusal";
import { refuse } from "@teilhabe/contracts/refusal";
import { MessageTooLarge, NoAnswer } from "@teilhabe/platform/bus/errors";
import { IssuerUnreachable } from "../auth/discovery.ts";

/** What a thrown error is to whoever asked, and whether the operators must hear of it as a bug. */
export type Failure = { readonly status: number; readonly refusal: Refusal; readonly bug: boolean };

export function failureOf(error: unknown, changes: boolean): Failure {
  if (error instanceof MessageTooLarge)
    return { status: 413, refusal: refuse("body-too-large", "The request is larger than the platform takes."), bug: false };
  if (error instanceof IssuerUnreachable) {
    return { status: 503, refusal: refuse("unavailable", "Tokens cannot be checked just now: the issuer does not answer. Try again."), bug: false };
  }
  if (error instanceof NoAnswer) return noAnswer(error, changes);
  return { status: 500, refusal: refuse("internal-error", "Something went wrong here. Tell us the request id."), bug: true };
}

function noAnswer({ reason }: NoAnswer, changes: boolean): Failure {
  if (reason === "overloaded")
    return { status: 503, refusal: refuse("overloaded", "Too much is going on just now. Try again in a moment."), bug: false };
  const uncertain = reason !== "nobody-serves" && changes;
  const detail = uncertain
    ? "The service did not answer in time: whether it was done is not known. Ask again with the same Idempotency-Key."
    : "The service does not answer just now. Try again in a moment.";
  return { status: 503, refusal: refuse("unavailable", detail), bug: false };
}
