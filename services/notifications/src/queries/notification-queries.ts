import type { Loaded } from "@teilhabe/platform/rule";
import type { NoticeState, RecipientState, SubscriptionState } from "../domain/documents.ts";

export interface NotificationQueries {
  /** Those who subscribed to the topic, by id, from after that id. */
  subscribersOf(topic: string, after: string | undefined, limit: number): Promise<readonly Loaded<SubscriptionState>[]>;
  subscriptionsOf(person: string, after: string | undefined, limit: number): Promise<readonly Loaded<SubscriptionState>[]>;
  countSubscriptionsOf(person: string): Promise<number>;
  subscriptionWithToken(token: string): Promise<Loaded<SubscriptionState> | undefined>;
  /** Ids of subscriptions that ended before the time. */
  endedSubscriptions(beforeMs: number, limit: number): Promise<readonly string[]>;
  recipientWithToken(token: string): Promise<Loaded<RecipientState> | undefined>;
  recipientToConfirm(token: string): Promise<Loaded<RecipientState> | undefined>;
  /** Persons whose address has been waiting for its confirmation since before the time. */
  unconfirmedBefore(ms: number, limit: number): Promise<readonly string[]>;
  /** Newest first, from before the position. */
  noticesBefore(person: string, before: number | undefined, unreadOnly: boolean, limit: number): Promise<readonly Loaded<NoticeState>[]>;
  /** Oldest first, from after the position. */
  noticesAfter(person: string, after: number, limit: number): Promise<readonly Loaded<NoticeState>[]>;
  /** Ids of notices from before the time, oldest first. */
  oldNotices(beforeMs: number, limit: number): Promise<readonly string[]>;
  /** Ids of `told` documents from before the time. */
  oldTold(beforeMs: number, limit: number): Promise<readonly string[]>;
}
