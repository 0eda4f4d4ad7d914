import type { notificationsContract } from "@teilhabe/contracts/notifications/contract";
import type { Notice, Preferences, Subscription, Topic } from "@teilhabe/contracts/notifications/shapes";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { instantOf } from "@teilhabe/platform/clock";
import type { Desk } from "@teilhabe/platform/decide";
import { derivedId } from "@teilhabe/platform/derived-id";
import type { HandlersOf, ModuleContext } from "@teilhabe/platform/module";
import { type Asked, type Loaded, type Outcome, put, remove } from "@teilhabe/platform/rule";
import { changePreferences, confirmAddress, masked, newRecipient, removeAddress, setAddress } from "./domain/addresses.ts";
import {
  type NoticeState,
  noticeDocument,
  type RecipientState,
  recipientDocument,
  type SubscriptionState,
  subscriptionDocument,
} from "./domain/documents.ts";
import { subscribe, unsubscribe } from "./domain/subscribe.ts";
import type { NotificationQueries } from "./queries/notification-queries.ts";
import { linkTo, wordsFor } from "./texts/catalogue.ts";
import { buttonPage } from "./texts/pages.ts";

type Handlers = HandlersOf<typeof notificationsContract>;
type Parts = { readonly context: ModuleContext<NotificationQueries>; readonly queries: NotificationQueries; readonly sendsMail: boolean };

const TOKEN_BYTES = 24;
const EXPORTED_MAX = 1_000;
const SECRET_TOPIC_KEYS = ["kind", "id", "criteria"] as const;

export function operationsOf({ context, queries, sendsMail }: Parts): Handlers {
  const { decide, store, world } = context;
  const newToken = () => Buffer.from(world.randomBytes(TOKEN_BYTES)).toString("base64url");
  const recipientOf = async (desk: Pick<Desk, "load">, asked: Asked): Promise<{ version: number; state: RecipientState }> => {
    const known = await desk.load(recipientDocument, asked.by ?? "");
    return known ?? { version: 0, state: newRecipient(asked, newToken()) };
  };
  const languageOf = async (asked: Asked) => (await recipientOf(store, asked)).state.language;

  return {
    subscribe: decide(async (desk, { topic }, asked) => {
      const id = subscriptionId(topic, asked.by ?? "");
      const found = {
        id,
        known: await desk.load(subscriptionDocument, id),
        subscriptions: await queries.countSubscriptionsOf(asked.by ?? ""),
        token: newToken(),
      };
      return answering(subscribe(found, { topic }, asked), (answer) => shownSubscription(answer.id, answer.state));
    }),
    unsubscribe: decide(async (desk, { subscription }, asked) => unsubscribe(await desk.load(subscriptionDocument, subscription), asked)),
    async listSubscriptions({ limit, after }, asked) {
      const found = await queries.subscriptionsOf(asked.by ?? "", after, limit);
      return { items: found.map(({ id, state }) => shownSubscription(id, state)), ...nextOf(found, limit, (last) => last.id) };
    },
    async readPreferences(_, asked) {
      const { version, state } = await recipientOf(store, asked);
      return shownPreferences(version, state);
    },
    changePreferences: decide(async (desk, choice, asked) => {
      const { version, state } = await recipientOf(desk, asked);
      return answering(changePreferences(state, choice, asked), (changed) => shownPreferences(version + 1, changed));
    }),
    setAddress: decide(async (desk, { address }, asked) => {
      if (!sendsMail) return refuse("mail-not-set-up", "This platform sends no mail.");
      const { version, state } = await recipientOf(desk, asked);
      return answering(setAddress(state, address, newToken(), asked), (changed) => shownPreferences(version + 1, changed));
    }),
    removeAddress: decide(async (desk, _, asked) => removeAddress((await recipientOf(desk, asked)).state, asked)),
    showConfirmation: async ({ token }) =>
      (await queries.recipientToConfirm(token)) === undefined ? refuse("token-unknown", "This link is not valid any more.") : buttonPage("confirm"),
    confirmAddress: decide(async (desk, { token }, asked) => {
      const found = await queries.recipientToConfirm(token);
      const recipient = found === undefined ? undefined : await desk.load(recipientDocument, found.id);
      return confirmAddress(recipient, token, asked);
    }),
    showUnsubscription: async () => buttonPage("unsubscribe"),
    unsubscribeByMail: decide(async (desk, { token }) => endByToken(desk, queries, token)),
    async listNotices({ limit, after, unread }, asked) {
      const before = after === undefined ? undefined : Number(after);
      if (before !== undefined && !Number.isSafeInteger(before)) return refuse("invalid-input", "`after` is the `next` of the page before.");
      const found = await queries.noticesBefore(asked.by ?? "", before, unread === true, limit);
      const language = await languageOf(asked);
      return {
        items: found.map(({ id, state }) => shownNotice(id, state, language)),
        ...nextOf(found, limit, (last) => String(last.state.position)),
      };
    },
    async streamNotices({ limit, after }, asked) {
      const from = after === undefined ? 0 : Number(after);
      if (!Number.isSafeInteger(from)) return refuse("cursor-outdated", "This is no place in your inbox. Begin again without `after`.");
      const found = await queries.noticesAfter(asked.by ?? "", from, limit);
      const language = await languageOf(asked);
      return { items: found.map(({ id, state }) => shownNotice(id, state, language)), next: String(found.at(-1)?.state.position ?? from) };
    },
    readNotice: decide(async (desk, { notice: id }, asked) => {
      const notice = await desk.load(noticeDocument, id);
      if (notice === undefined || notice.state.person !== asked.by) return refuse("notice-not-found", "You have no such notice.");
      if (notice.state.readAtMs !== undefined) return { answer: {} };
      return { writes: [put(noticeDocument, id, { ...notice.state, readAtMs: asked.atMs })], answer: {} };
    }),
    async readPersonData({ person }) {
      const recipient = await store.load(recipientDocument, person);
      const subscriptions = await queries.subscriptionsOf(person, undefined, EXPORTED_MAX);
      const notices = await queries.noticesBefore(person, undefined, false, EXPORTED_MAX);
      const data = {
        preferences: recipient && { ...shownPreferences(recipient.version, recipient.state), address: recipient.state.address?.value },
        subscriptions: subscriptions.map(({ id, state }) => shownSubscription(id, state)),
        notices: notices.map(({ id, state }) => shownNotice(id, state, recipient?.state.language ?? "de")),
      };
      return { data: JSON.parse(JSON.stringify(data)) as Record<string, unknown> };
    },
  };
}

function subscriptionId(topic: Topic, person: string): string {
  return derivedId(
    "subscription",
    person,
    JSON.stringify(topic, [...SECRET_TOPIC_KEYS, ...Object.keys("criteria" in topic ? topic.criteria : {}).sort(), "latitude", "longitude"]),
  );
}

async function endByToken(desk: Desk, queries: NotificationQueries, token: string): Promise<Outcome<{ unsubscribed: true }>> {
  const answer = { unsubscribed: true } as const;
  const subscription = await queries.subscriptionWithToken(token);
  if (subscription !== undefined) {
    const current = await desk.load(subscriptionDocument, subscription.id);
    return current === undefined ? { answer } : { writes: [remove(subscriptionDocument, current.id)], answer };
  }
  const recipient = await queries.recipientWithToken(token);
  const current = recipient === undefined ? undefined : await desk.load(recipientDocument, recipient.id);
  return current === undefined ? { answer } : { writes: [put(recipientDocument, current.id, { ...current.state, email: false })], answer };
}

function answering<From, To>(decided: Refusal | Outcome<From>, shown: (answer: From) => To): Refusal | Outcome<To> {
  return isRefusal(decided) ? decided : { ...decided, answer: shown(decided.answer) };
}

function nextOf<State>(found: readonly Loaded<State>[], limit: number, cursor: (last: Loaded<State>) => string): { next?: string } {
  const last = found.at(-1);
  return found.length === limit && last !== undefined ? { next: cursor(last) } : {};
}

function shownSubscription(id: string, { topic, sinceMs, untilMs }: SubscriptionState): Subscription {
  return { id, topic, since: instantOf(sinceMs), ...(untilMs !== undefined && { until: instantOf(untilMs) }) };
}

function shownPreferences(version: number, { email, language, address }: RecipientState): Preferences {
  const shown = address && { masked: masked(address.value), state: address.confirmed ? ("confirmed" as const) : ("awaits-confirmation" as const) };
  return { version, email, language, ...(shown && { address: shown }) };
}

function shownNotice(id: string, state: NoticeState, language: string): Notice {
  const { about, topic, position, details, atMs, readAtMs } = state;
  const read = readAtMs === undefined ? {} : { readAt: instantOf(readAtMs) };
  return { id, cursor: String(position), about, topic, ...wordsFor(about, details, language), link: linkTo(topic), at: instantOf(atMs), ...read };
}
