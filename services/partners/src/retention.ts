import { DELIVERIES_KEPT_DAYS } from "@teilhabe/contracts/partners/shapes";
import type { TaskHandler } from "@teilhabe/platform/module";
import { remove, type TaskDraft } from "@teilhabe/platform/rule";
import { deliveryDocument } from "./domain/documents.ts";
import type { PartnerQueries } from "./queries/partner-queries.ts";

export const FORGET_DELIVERIES = "forget-deliveries";
const DAY_MS = 86_400_000;
const AT_ONCE_MAX = 500;

export function forgetDeliveriesTask(dueAtMs: number): TaskDraft {
  return { kind: FORGET_DELIVERIES, id: FORGET_DELIVERIES, key: FORGET_DELIVERIES, dueAtMs, data: {} };
}

/** Deletes deliveries that were kept long enough, in portions, then once a day. */
export function forgetDeliveries(queries: PartnerQueries): TaskHandler<Record<string, never>> {
  return async (desk, _, asked) => {
    const ids = await queries.deliveriesBefore(asked.atMs - DELIVERIES_KEPT_DAYS * DAY_MS, AT_ONCE_MAX);
    const there = (await desk.loadMany(deliveryDocument, ids)).filter((delivery) => delivery !== undefined);
    const again = forgetDeliveriesTask(asked.atMs + (ids.length === AT_ONCE_MAX ? 0 : DAY_MS));
    return {
      writes: there.map(({ id }) => remove(deliveryDocument, id)),
      tasks: [{ ...again, id: `${FORGET_DELIVERIES}/${asked.newId()}` }],
      answer: undefined,
    };
  };
}
