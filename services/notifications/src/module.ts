import { PlacesAppeared } from "@teilhabe/contracts/capacity/events";
import { findMatching } from "@teilhabe/contracts/capacity/offer-operations";
import { IdeaAuthored } from "@teilhabe/contracts/ideas/events";
import { notificationsContract } from "@teilhabe/contracts/notifications/contract";
import { PersonErased } from "@teilhabe/contracts/people/events";
import { defineModule, on } from "@teilhabe/platform/module";
import { SEND_CONFIRMATION } from "./domain/addresses.ts";
import { inboxDocument, noticeDocument, recipientDocument, subscriptionDocument, toldDocument } from "./domain/documents.ts";
import { MAIL_NOTICE } from "./domain/give-notices.ts";
import { newsworthy } from "./domain/news.ts";
import { smtpMailer } from "./mail/mailer.ts";
import { mailingNotice, sendingConfirmation } from "./mail/sending.ts";
import { operationsOf } from "./operations.ts";
import { mongoNotificationQueries } from "./queries/notification-queries.mongo.ts";
import { sqliteNotificationQueries } from "./queries/notification-queries.sqlite.ts";
import { FORGET, forgetPersonTask, forgetting } from "./reactions/forget-person.ts";
import { TIDY, tidying, tidyTask } from "./retention.ts";
import { SPREAD, spreading } from "./spread-news.ts";
import { takingIn } from "./take-in.ts";
import { placesReaction, TELL_OF_PLACES, tellingOfPlaces } from "./tell-of-places.ts";

export const notifications = defineModule({
  name: "notifications",
  contract: notificationsContract,
  asks: [findMatching],
  hears: [...newsworthy.map(({ event }) => event), IdeaAuthored, PlacesAppeared, PersonErased],
  documents: [subscriptionDocument, recipientDocument, inboxDocument, noticeDocument, toldDocument],
  ports: { sqlite: sqliteNotificationQueries, mongodb: mongoNotificationQueries },
  start(context) {
    const { ports: queries, settings, log, world } = context;
    const mailer = smtpMailer(settings.MAIL_URL, settings.MAIL_FROM);
    const sending = { mailer, publicUrl: settings.publicUrl, log };
    return {
      operations: operationsOf({ context, queries, sendsMail: mailer !== undefined }),
      pages: takingIn(queries, world),
      reactions: [
        placesReaction,
        on(PersonErased, "forget-person", async (_desk, { person }, asked) => ({ tasks: [forgetPersonTask(person, asked)], answer: undefined })),
      ],
      tasks: {
        [SPREAD]: spreading(queries),
        [TELL_OF_PLACES]: tellingOfPlaces(queries, context.ask),
        [MAIL_NOTICE]: mailingNotice(sending),
        [SEND_CONFIRMATION]: sendingConfirmation(sending),
        [FORGET]: forgetting(queries),
        [TIDY]: tidying(queries),
      },
      firstTasks: [tidyTask(world.nowMs())],
      stop: async () => mailer?.close(),
    };
  },
});
