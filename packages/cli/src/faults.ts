import { Problem, Unreachable } from "@teilhabe/client/problem";

export const ANSWER_IS_NO = 1;
export const WRONG_USE = 2;

/** Wrong use or bad input: one line that says what is wrong, where, and what to do. Exit code 2. */
export class BadInput extends Error {
  override readonly name = "BadInput";
}

/** The answer is no. Exit code 1. */
export class AnswerIsNo extends Error {
  override readonly name = "AnswerIsNo";
}

/** Prints what went wrong on stderr, one line for what is expected. @returns the exit code */
export function printFault(error: unknown): number {
  if (error instanceof BadInput) return say(error.message, WRONG_USE);
  if (error instanceof AnswerIsNo || error instanceof Problem || error instanceof Unreachable) return say(error.message, ANSWER_IS_NO);
  return say(error instanceof Error ? (error.stack ?? error.message) : String(error), ANSWER_IS_NO);
}

function say(line: string, code: number): number {
  process.stderr.write(`teilhabe: ${line}\n`);
  return code;
}
