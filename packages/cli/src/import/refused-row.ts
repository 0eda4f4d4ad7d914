import { Problem } from "@teilhabe/client/problem";

/** Is it the row that was refused, so that the next one may be taken? Not who asks, nor the platform's state. */
export function isRefusedRow(error: unknown): error is Problem {
  return error instanceof Problem && [400, 404, 409, 410, 413, 422].includes(error.status);
}
