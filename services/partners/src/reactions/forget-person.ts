import { factOf } from "@teilhabe/contracts/event";
import { PersonForgotten } from "@teilhabe/contracts/partners/events";
import type { Desk } from "@teilhabe/platform/decide";
import { type Outcome, remove } from "@teilhabe/platform/rule";
import { laneDocument, webhookDocument } from "../domain/documents.ts";
import type { PartnerQueries } from "../queries/partner-queries.ts";

/** More than one person can have. */
const WEBHOOKS_MAX = 1_000;

/** Deletes the person's webhooks; deliveries name no person and go after their time. */
export function forgetPerson(queries: PartnerQueries) {
  return async (desk: Desk, { person }: { person: string }): Promise<Outcome<undefined>> => {
    const ids = (await queries.webhooksOf(person, undefined, WEBHOOKS_MAX)).map(({ id }) => id);
    const webhooks = (await desk.loadMany(webhookDocument, ids)).filter((webhook) => webhook !== undefined);
    const lanes = (await desk.loadMany(laneDocument, ids)).filter((lane) => lane !== undefined);
    return {
      writes: [...webhooks.map(({ id }) => remove(webhookDocument, id)), ...lanes.map(({ id }) => remove(laneDocument, id))],
      facts: [factOf(PersonForgotten, { person })],
      answer: undefined,
    };
  };
}
