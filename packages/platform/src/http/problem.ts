import { doorRefusals } from "@teilhabe/contracts/door-refusals";
import type { Operation } from "@teilhabe/contracts/operation";
import type { Refusal } from "@teilhabe/contracts/refusal";

export const PROBLEM_TYPE = "application/problem+json";

/** What went wrong, over HTTP (RFC 9457). `type` leads to a page that says more. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: Refusal["errors"];
  readonly facts?: Refusal["facts"];
};

export function problemOf(status: number, refusal: Refusal, requestId: string): Problem {
  const { refused: code, detail, errors, facts } = refusal;
  return {
    type: `/docs/problems/${code}`,
    title: titleOf(code),
    status,
    detail,
    code,
    requestId,
    ...(errors !== undefined && { errors }),
    ...(facts !== undefined && { facts }),
  };
}

/** The code as a sentence: `idea-not-found` is "Idea not found". */
export function titleOf(code: string): string {
  const words = code.replaceAll("-", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/**
 * The HTTP status of a refusal: the operation's own, then the door's.
 * @returns undefined for a code that neither lists: a bug of the service
 */
export function statusOf(code: string, operation?: Operation): number | undefined {
  const own = operation?.refusals;
  if (own !== undefined && Object.hasOwn(own, code)) return own[code];
  return Object.hasOwn(doorRefusals, code) ? doorRefusals[code as keyof typeof doorRefusals] : undefined;
}
