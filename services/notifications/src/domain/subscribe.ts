import { SEARCH_KEPT_DAYS, SUBSCRIPTIONS_MAX, type Topic } from "@teilhabe/contracts/notifications/shapes";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { type Asked, type Loaded, type Outcome, put, type Rule, remove } from "@teilhabe/platform/rule";
import { type SubscriptionState, subscriptionDocument } from "./documents.ts";

const DAY_MS = 86_400_000;

export type Found = {
  readonly id: string;
  readonly known: Loaded<SubscriptionState> | undefined;
  readonly subscriptions: number;
  readonly token: string;
};

/** Subscribing again gives the same subscription; to a search, it renews it. */
export const subscribe: Rule<Found, { readonly topic: Topic }, { id: string; state: SubscriptionState }> = (found, { topic }, asked) => {
  const { id, known } = found;
  if (known === undefined && found.subscriptions >= SUBSCRIPTIONS_MAX) {
    return refuse("too-many-subscriptions", `You have ${SUBSCRIPTIONS_MAX} subscriptions, the most there can be. End one first.`);
  }
  if (known !== undefined && topic.kind !== "search") return { answer: { id, state: known.state } };
  const until = topic.kind === "search" ? { untilMs: asked.atMs + SEARCH_KEPT_DAYS * DAY_MS } : {};
  const state = { person: asked.by ?? "", topic, sinceMs: known?.state.sinceMs ?? asked.atMs, token: known?.state.token ?? found.token, ...until };
  return { writes: [put(subscriptionDocument, id, state)], answer: { id, state } };
};

export function unsubscribe(subscription: Loaded<SubscriptionState> | undefined, asked: Asked): Refusal | Outcome<Record<string, never>> {
  if (subscription === undefined || subscription.state.person !== asked.by) return refuse("subscription-not-found", "You have no such subscription.");
  return { writes: [remove(subscriptionDocument, subscription.id)], answer: {} };
}
