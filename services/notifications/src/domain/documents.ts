import type { Topic } from "@teilhabe/contracts/notifications/shapes";
import type { DocumentKind } from "@teilhabe/platform/rule";

/** Somebody's wish to hear about a topic. The id is derived from both, so that there is one. */
export type SubscriptionState = {
  readonly person: string;
  readonly topic: Topic;
  readonly sinceMs: number;
  readonly untilMs?: number;
  /** In the link of its mails: ends it without signing in. */
  readonly token: string;
};
export const subscriptionDocument: DocumentKind<SubscriptionState> = {
  name: "subscription",
  schema: 1,
  fields: {
    scalars: ["person", "topic", "token", "untilMs"],
    of: ({ person, topic, token, untilMs }) => ({ person, topic: topicKey(topic), token, untilMs: untilMs ?? null }),
  },
  indexes: [["topic", "id"], ["person", "id"], ["token"], ["untilMs"]],
};

/** All searches have one key: which of them an offer fits is asked of `capacity`. */
export function topicKey(topic: Topic): string {
  return topic.kind === "search" ? "search" : `${topic.kind}/${topic.id}`;
}

/** How a person is told; the id is the person's. */
export type RecipientState = {
  readonly email: boolean;
  readonly language: string;
  readonly address?: { readonly value: string; readonly confirmed: boolean; readonly token?: string; readonly askedAtMs: number };
  /** In the link of mails that no subscription caused: turns e-mail off. */
  readonly token: string;
};
export const recipientDocument: DocumentKind<RecipientState> = {
  name: "recipient",
  schema: 1,
  fields: {
    scalars: ["token", "confirmation", "unconfirmedSinceMs"],
    of: ({ token, address }) => ({
      token,
      confirmation: address?.token ?? null,
      unconfirmedSinceMs: address?.confirmed === false ? address.askedAtMs : null,
    }),
  },
  indexes: [["token"], ["confirmation"], ["unconfirmedSinceMs"]],
};

/**
 * Gives each notice of a person the next position, so that a reader who has seen one has seen all before it. The id is the person's. `forgotten`: the person was
 * erased, and events that come late are told to nobody; the id then leads to nobody.
 */
export type InboxState = { readonly last: number; readonly forgotten?: true };
export const inboxDocument: DocumentKind<InboxState> = { name: "inbox", schema: 1 };

/** One message to one person about one event: ids and codes; its words are made when it is read, in the reader's language. */
export type NoticeState = {
  readonly person: string;
  readonly position: number;
  readonly about: string;
  readonly topic: { readonly kind: string; readonly id: string };
  /** Codes that its words need: a phase, a verdict. */
  readonly details: Readonly<Record<string, string>>;
  /** Whose token its mail carries; absent when it was not subscribed to. */
  readonly subscription?: string;
  readonly atMs: number;
  readonly readAtMs?: number;
};
export const noticeDocument: DocumentKind<NoticeState> = {
  name: "notice",
  schema: 1,
  fields: {
    scalars: ["person", "position", "unread", "atMs"],
    of: ({ person, position, readAtMs, atMs }) => ({ person, position, unread: readAtMs === undefined ? 1 : null, atMs }),
  },
  indexes: [["person", "position"], ["person", "unread", "position"], ["atMs"]],
};

/** That a search was told of an offer: not again for a while. */
export type ToldState = { readonly atMs: number };
export const toldDocument: DocumentKind<ToldState> = {
  name: "told",
  schema: 1,
  fields: { scalars: ["atMs"], of: ({ atMs }) => ({ atMs }) },
  indexes: [["atMs"]],
};
