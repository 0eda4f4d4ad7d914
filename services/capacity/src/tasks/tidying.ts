import { HISTORY_KEPT_DAYS } from "@teilhabe/contracts/capacity/shapes";
import type { TaskHandler } from "@teilhabe/platform/module";
import { remove, type TaskDraft } from "@teilhabe/platform/rule";
import { observationDocument } from "../domain/documents.ts";
import type { CapacityQueries } from "../queries/capacity-queries.ts";

export const TIDY = "tidy";
const DAY_MS = 86_400_000;
const AT_ONCE_MAX = 500;

export function tidyTask(dueAtMs: number): TaskDraft {
  return { kind: TIDY, id: TIDY, key: TIDY, dueAtMs, data: {} };
}

/** Deletes observations that were kept long enough, in portions, then once a day. What is shown now does not depend on them. */
export function tidying(queries: CapacityQueries): TaskHandler<Record<string, never>> {
  return async (desk, _, asked) => {
    const ids = await queries.observationsBefore(asked.atMs - HISTORY_KEPT_DAYS * DAY_MS, AT_ONCE_MAX);
    const there = (await desk.loadMany(observationDocument, ids)).filter((observation) => observation !== undefined);
    return {
      writes: there.map(({ id }) => remove(observationDocument, id)),
      tasks: [tidyTask(asked.atMs + (ids.length === AT_ONCE_MAX ? 0 : DAY_MS))],
      answer: undefined,
    };
  };
}
