import type { Log } from "@teilhabe/platform/log";
import type { TaskHandler } from "@teilhabe/platform/module";
import { type Outcome, put } from "@teilhabe/platform/rule";
import { noticeDocument, recipientDocument, subscriptionDocument } from "../domain/documents.ts";
import { linkTo, wordsFor } from "../texts/catalogue.ts";
import { confirmationMail, noticeMail } from "../texts/mails.ts";
import { type Mailer, PermanentlyRefused } from "./mailer.ts";

export type Sending = { readonly mailer: Mailer | undefined; readonly publicUrl: string; readonly log: Log };

/** Sends a notice as a mail when its person wants that; an address that refuses for good is not tried again for this notice. */
export function mailingNotice({ mailer, publicUrl, log }: Sending): TaskHandler<{ notice: string }> {
  return async (desk, { notice: id }) => {
    const notice = await desk.load(noticeDocument, id);
    if (mailer === undefined || notice === undefined) return undefined;
    const { person, about, details, topic, subscription } = notice.state;
    const recipient = await desk.load(recipientDocument, person);
    const address = recipient?.state.address;
    if (recipient === undefined || !recipient.state.email || address?.confirmed !== true) return undefined;
    const subscribed = subscription === undefined ? undefined : await desk.load(subscriptionDocument, subscription);
    if (subscription !== undefined && subscribed === undefined) return undefined; // unsubscribed meanwhile
    const unsubscribe = `${publicUrl}/v1/unsubscribe/${subscribed?.state.token ?? recipient.state.token}`;
    const { language } = recipient.state;
    const mail = noticeMail(wordsFor(about, details, language), language, { read: `${publicUrl}${linkTo(topic)}`, unsubscribe });
    await unlessRefused(() => mailer.send({ to: address.value, id, unsubscribe, ...mail }), log, id);
    return undefined;
  };
}

export function sendingConfirmation({ mailer, publicUrl, log }: Sending): TaskHandler<{ person: string }> {
  return async (desk, { person }, _asked, task): Promise<Outcome<undefined> | undefined> => {
    const recipient = await desk.load(recipientDocument, person);
    const address = recipient?.state.address;
    if (mailer === undefined || recipient === undefined || address?.token === undefined || address.confirmed) return undefined;
    const mail = confirmationMail(recipient.state.language, `${publicUrl}/v1/confirmations/${address.token}`);
    const sent = await unlessRefused(() => mailer.send({ to: address.value, id: task.id.replaceAll("/", "."), ...mail }), log, task.id);
    if (sent) return undefined;
    const { address: _, ...rest } = recipient.state;
    return { writes: [put(recipientDocument, person, rest)], answer: undefined };
  };
}

/** @returns false when the server refused for good; other failures are thrown and tried again */
async function unlessRefused(send: () => Promise<void>, log: Log, what: string): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (!(error instanceof PermanentlyRefused)) throw error;
    log.warn("a mail was refused for good", { what });
    return false;
  }
}
