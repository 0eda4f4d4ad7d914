import { type Fact, factOf } from "@teilhabe/contracts/event";
import { NoticeCreated } from "@teilhabe/contracts/notifications/events";
import type { Loaded, TaskDraft, Write } from "@teilhabe/platform/rule";
import { put } from "@teilhabe/platform/rule";
import { type InboxState, inboxDocument, type NoticeState, noticeDocument } from "./documents.ts";

/** What is to be told, the same for everybody who hears it. */
export type News = {
  /** Of the event: one notice for one event and person, however often it is handled. */
  readonly event: string;
  readonly about: string;
  readonly topic: { readonly kind: string; readonly id: string };
  readonly details: Readonly<Record<string, string>>;
  readonly atMs: number;
};

export type Hearer = {
  /** Of the notice: the same for the same event and person, so that nobody hears twice. */
  readonly id: string;
  readonly person: string;
  readonly subscription?: string;
  readonly inbox: Loaded<InboxState> | undefined;
  readonly known: boolean;
};

export const MAIL_NOTICE = "mail-notice";

/** A notice for each who has none of this event yet, at the next place of the inbox; whether a mail follows is decided when it is due. */
export function giveNotices(news: News, hearers: readonly Hearer[], atMs: number): { writes: Write[]; facts: Fact[]; tasks: TaskDraft[] } {
  const given: { writes: Write[]; facts: Fact[]; tasks: TaskDraft[] } = { writes: [], facts: [], tasks: [] };
  const done = new Set<string>();
  for (const { id, person, subscription, inbox, known } of hearers) {
    if (known || done.has(person) || inbox?.state.forgotten === true) continue;
    done.add(person);
    const position = (inbox?.state.last ?? 0) + 1;
    const { about, topic, details } = news;
    const state: NoticeState = { person, position, about, topic, details, atMs: news.atMs, ...(subscription !== undefined && { subscription }) };
    given.writes.push(put(noticeDocument, id, state), put(inboxDocument, person, { last: position }));
    given.facts.push(factOf(NoticeCreated, { notice: id, person }));
    given.tasks.push({ kind: MAIL_NOTICE, id: `${MAIL_NOTICE}/${id}`, key: `mail/${person}`, dueAtMs: atMs, data: { notice: id } });
  }
  return given;
}
