import { CONFIRM_WITHIN_HOURS, NOTICES_KEPT_DAYS } from "@teilhabe/contracts/notifications/shapes";
import type { TaskHandler } from "@teilhabe/platform/module";
import { put, remove, type TaskDraft, type Write } from "@teilhabe/platform/rule";
import { noticeDocument, recipientDocument, subscriptionDocument, toldDocument } from "./domain/documents.ts";
import type { NotificationQueries } from "./queries/notification-queries.ts";

export const TIDY = "tidy";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AT_ONCE_MAX = 500;

export function tidyTask(dueAtMs: number): TaskDraft {
  return { kind: TIDY, id: TIDY, key: TIDY, dueAtMs, data: {} };
}

/** Deletes what was kept long enough: notices, searches that ended, addresses that nobody confirmed. */
export function tidying(queries: NotificationQueries): TaskHandler<Record<string, never>> {
  return async (desk, _, asked) => {
    const notices = await queries.oldNotices(asked.atMs - NOTICES_KEPT_DAYS * DAY_MS, AT_ONCE_MAX);
    const ended = await queries.endedSubscriptions(asked.atMs, AT_ONCE_MAX);
    const told = await queries.oldTold(asked.atMs - DAY_MS, AT_ONCE_MAX);
    const unconfirmed = await queries.unconfirmedBefore(asked.atMs - CONFIRM_WITHIN_HOURS * HOUR_MS, AT_ONCE_MAX);
    const removed = async (
      kind: typeof noticeDocument | typeof subscriptionDocument | typeof toldDocument,
      ids: readonly string[],
    ): Promise<Write[]> =>
      (await desk.loadMany(kind as typeof toldDocument, ids)).flatMap((one) =>
        one === undefined ? [] : [remove(kind as typeof toldDocument, one.id)],
      );
    const writes = [
      ...(await removed(noticeDocument, notices)),
      ...(await removed(subscriptionDocument, ended)),
      ...(await removed(toldDocument, told)),
    ];
    for (const recipient of await desk.loadMany(recipientDocument, unconfirmed)) {
      if (recipient === undefined) continue;
      const { address: __, ...rest } = recipient.state;
      writes.push(put(recipientDocument, recipient.id, rest));
    }
    const more = [notices, ended, told, unconfirmed].some((ids) => ids.length === AT_ONCE_MAX);
    return { writes, tasks: [tidyTask(asked.atMs + (more ? 0 : DAY_MS))], answer: undefined };
  };
}
