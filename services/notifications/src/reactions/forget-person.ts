import { factOf } from "@teilhabe/contracts/event";
import { PersonForgotten } from "@teilhabe/contracts/notifications/events";
import type { Desk } from "@teilhabe/platform/decide";
import type { TaskHandler } from "@teilhabe/platform/module";
import { type Asked, type Outcome, put, remove, type TaskDraft, type Write } from "@teilhabe/platform/rule";
import { inboxDocument, noticeDocument, recipientDocument, subscriptionDocument } from "../domain/documents.ts";
import type { NotificationQueries } from "../queries/notification-queries.ts";

export const FORGET = "forget-person";
const AT_ONCE_MAX = 400;

export function forgetPersonTask(person: string, asked: Asked): TaskDraft {
  return { kind: FORGET, id: `${FORGET}/${person}/${asked.newId()}`, key: `${FORGET}/${person}`, dueAtMs: asked.atMs, data: { person } };
}

/** Deletes everything of the person in portions, then says so. */
export function forgetting(queries: NotificationQueries): TaskHandler<{ person: string }> {
  return async (desk: Desk, { person }, asked): Promise<Outcome<undefined>> => {
    const notices = await queries.noticesAfter(person, 0, AT_ONCE_MAX);
    const subscriptions = await queries.subscriptionsOf(person, undefined, AT_ONCE_MAX);
    const writes: Write[] = [];
    for (const one of await desk.loadMany(
      noticeDocument,
      notices.map(({ id }) => id),
    ))
      if (one !== undefined) writes.push(remove(noticeDocument, one.id));
    for (const one of await desk.loadMany(
      subscriptionDocument,
      subscriptions.map(({ id }) => id),
    ))
      if (one !== undefined) writes.push(remove(subscriptionDocument, one.id));
    if (notices.length === AT_ONCE_MAX || subscriptions.length === AT_ONCE_MAX)
      return { writes, tasks: [forgetPersonTask(person, asked)], answer: undefined };
    if ((await desk.load(recipientDocument, person)) !== undefined) writes.push(remove(recipientDocument, person));
    const inbox = await desk.load(inboxDocument, person);
    writes.push(put(inboxDocument, person, { last: inbox?.state.last ?? 0, forgotten: true }));
    return { writes, facts: [factOf(PersonForgotten, { person })], answer: undefined };
  };
}
