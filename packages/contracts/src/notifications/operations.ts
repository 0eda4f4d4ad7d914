import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { readPersonDataOperation } from "../personal-data.ts";
import { Id, Language, pageOf, pageRequest } from "../shapes.ts";
import { Notice, noticeExample, Preferences, Subscription, subscriptionExample, Topic, topicExample } from "./shapes.ts";

export const subscribe = defineOperation({
  name: "notifications.subscribe",
  summary: "Hear about a consultation, an idea, a ballot, an offer, or a search for offers",
  description: "Subscribing twice to the same gives the same subscription.",
  access: "person",
  http: { method: "POST", path: "/subscriptions", status: 201 },
  input: z.object({ topic: Topic }),
  output: Subscription,
  refusals: { "too-many-subscriptions": 409 },
  examples: [{ topic: topicExample }],
});

export const unsubscribe = defineOperation({
  name: "notifications.unsubscribe",
  summary: "Hear no more about it",
  access: "person",
  http: { method: "DELETE", path: "/subscriptions/{subscription}", status: 204 },
  input: z.object({ subscription: Id }),
  output: z.object({}),
  refusals: { "subscription-not-found": 404 },
  examples: [{ subscription: subscriptionExample }],
});

export const listSubscriptions = defineOperation({
  name: "notifications.list-subscriptions",
  summary: "One's own subscriptions",
  access: "person",
  http: { method: "GET", path: "/subscriptions" },
  input: z.object(pageRequest),
  output: pageOf(Subscription),
  refusals: {},
  examples: [{}],
});

export const readPreferences = defineOperation({
  name: "notifications.read-preferences",
  summary: "How one is told",
  access: "person",
  http: { method: "GET", path: "/preferences" },
  input: z.object({}),
  output: Preferences,
  refusals: {},
  examples: [{}],
});

export const changePreferences = defineOperation({
  name: "notifications.change-preferences",
  summary: "Change how one is told",
  access: "person",
  http: { method: "PATCH", path: "/preferences" },
  input: z.object({ email: z.boolean().optional(), language: Language.optional() }),
  output: Preferences,
  refusals: { "no-address": 409 },
  examples: [{ language: "de-x-leicht" }],
});

export const setAddress = defineOperation({
  name: "notifications.set-address",
  summary: "Name an e-mail address; it counts once it is confirmed",
  description: "A mail with a link goes there. The address of a verified claim in one's token counts at once.",
  access: "person",
  http: { method: "PUT", path: "/preferences/address", status: 202 },
  input: z.object({
    address: z
      .email()
      .max(254)
      .meta({ examples: ["anna@example.org"] }),
  }),
  output: Preferences,
  refusals: { "too-many-confirmations": 429, "mail-not-set-up": 409 },
  examples: [{ address: "anna@example.org" }],
});

export const removeAddress = defineOperation({
  name: "notifications.remove-address",
  summary: "Forget the e-mail address",
  access: "person",
  http: { method: "DELETE", path: "/preferences/address", status: 204 },
  input: z.object({}),
  output: z.object({}),
  refusals: {},
  examples: [{}],
});

/** Links in mails carry nothing but an opaque token. */
const Token = z.string().regex(/^[A-Za-z0-9_-]{20,100}$/);

const form = { types: ["application/x-www-form-urlencoded"], field: "form", encoding: "text" } as const;
const Form = z
  .string()
  .max(200)
  .meta({ examples: ["List-Unsubscribe=One-Click"] });
const page = z.object({ mediaType: z.literal("text/html"), text: z.string() });
const unknown = { "token-unknown": 404 } as const;

export const showConfirmation = defineOperation({
  name: "notifications.show-confirmation",
  summary: "The page behind the link of a confirmation mail",
  description: "Looking at it changes nothing, because mail scanners look too; its button confirms.",
  access: "anyone",
  http: { method: "GET", path: "/confirmations/{token}", gives: ["text/html"] },
  input: z.object({ token: Token }),
  output: page,
  refusals: unknown,
});

export const confirmAddress = defineOperation({
  name: "notifications.confirm-address",
  summary: "Confirm an address with the token from the mail",
  access: "anyone",
  http: { method: "POST", path: "/confirmations/{token}", idempotent: true, takes: form },
  input: z.object({ token: Token, form: Form }),
  output: z.object({ confirmed: z.literal(true) }),
  refusals: unknown,
});

export const showUnsubscription = defineOperation({
  name: "notifications.show-unsubscription",
  summary: "The page behind the unsubscribe link of a mail",
  description: "Looking at it changes nothing; its button unsubscribes.",
  access: "anyone",
  http: { method: "GET", path: "/unsubscribe/{token}", gives: ["text/html"] },
  input: z.object({ token: Token }),
  output: page,
  refusals: {},
});

export const unsubscribeByMail = defineOperation({
  name: "notifications.unsubscribe-by-mail",
  summary: "One click in a mail client ends what the mail was about (RFC 8058)",
  description: "Repeating it changes nothing; neither does a token that is not known any more.",
  access: "anyone",
  http: { method: "POST", path: "/unsubscribe/{token}", idempotent: true, takes: form },
  input: z.object({ token: Token, form: Form }),
  output: z.object({ unsubscribed: z.literal(true) }),
  refusals: {},
});

export const listNotices = defineOperation({
  name: "notifications.list-notices",
  summary: "The inbox, newest first",
  access: "person",
  http: { method: "GET", path: "/notices" },
  input: z.object({ unread: z.boolean().optional(), ...pageRequest }),
  output: pageOf(Notice),
  refusals: {},
  examples: [{}],
});

export const streamNotices = defineOperation({
  name: "notifications.stream-notices",
  summary: "The inbox, live, oldest first",
  access: "person",
  http: { method: "GET", path: "/notices/stream", streams: { hint: "notifications" } },
  input: z.object({ after: pageRequest.after, limit: pageRequest.limit }),
  output: z.object({ items: z.array(Notice), next: z.string() }),
  refusals: { "cursor-outdated": 410 },
});

export const readNotice = defineOperation({
  name: "notifications.mark-notice-read",
  summary: "Mark a notice as read",
  access: "person",
  http: { method: "PUT", path: "/notices/{notice}/read", status: 204 },
  input: z.object({ notice: Id }),
  output: z.object({}),
  refusals: { "notice-not-found": 404 },
  examples: [{ notice: noticeExample }],
});

export const readPersonData = readPersonDataOperation("notifications");
