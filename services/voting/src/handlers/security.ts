import { listRecords } from "@teilhabe/contracts/ballot-box/log-operations";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { INCIDENTS_MAX, type readSecurity as ReadSecurity } from "@teilhabe/contracts/voting/publication-operations";
import type { Ask, Handler } from "@teilhabe/platform/module";
import { mayRun, notFound } from "../domain/ballot.ts";
import { incidentOf } from "../domain/break-promise.ts";
import { ballotKind, brokenPromisesKind } from "../domain/documents.ts";
import type { Context } from "../later/on-ballot.ts";
import { securityPage } from "../texts/security-page.ts";

type Incident = { readonly at: string; readonly incident: string; readonly text: string };

/** A page of the log has a thousand entries; no ballot has so many that are not votes. */
const PAGES_MAX = 10;

/** What is promised about the votes of a ballot, and what went wrong. */
export function securityHandler({ store, ask }: Context): Handler<typeof ReadSecurity> {
  return async ({ ballot: id }, asked) => {
    const ballot = await store.load(ballotKind, id);
    if (ballot === undefined) return notFound();
    const { stage, draft } = ballot.state;
    if (stage === "draft" && !mayRun(asked, id, draft.consultation)) return notFound();
    const { secrecy } = draft;
    const broken = (await store.load(brokenPromisesKind, id))?.state.items.map(incidentOf) ?? [];
    const incidents = [...(await incidentsOf(ask, id)), ...broken].slice(0, INCIDENTS_MAX);
    return { ballot: id, secrecy, texts: securityPage(secrecy), incidents };
  };
}

/** From the box's log; none while the box is not open. */
async function incidentsOf(ask: Ask, ballot: string): Promise<Incident[]> {
  const incidents: Incident[] = [];
  let after: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = await ask(listRecords, { ballot, ...(after !== undefined && { after }) });
    if (isRefusal(answer)) return incidents;
    for (const { leaf } of answer.items) {
      if (leaf["kind"] === "incident") incidents.push({ at: String(leaf["at"]), incident: String(leaf["incident"]), text: String(leaf["text"]) });
    }
    after = answer.next;
    if (after === undefined) return incidents;
  }
  return incidents;
}
