import { createHash } from "node:crypto";
import type { peopleContract } from "@teilhabe/contracts/people/contract";
import { refuse } from "@teilhabe/contracts/refusal";
import type { Decide, Desk } from "@teilhabe/platform/decide";
import type { HandlersOf } from "@teilhabe/platform/module";
import type { Store } from "@teilhabe/platform/store/store";
import { erasureDocument, grantDocument, loginDocument, personDocument } from "./domain/documents.ts";
import { shownErasure } from "./domain/erasure.ts";
import { giveGrant } from "./domain/give-grant.ts";
import { identify, recognised } from "./domain/identify.ts";
import { goneRefusal, grantId, isActive } from "./domain/person.ts";
import { requestErasure } from "./domain/request-erasure.ts";
import { updateMe } from "./domain/update-me.ts";
import { withdrawGrant } from "./domain/withdraw-grant.ts";
import { forgotten } from "./services-with-data.ts";

type Handled = "identify" | "readNames" | "readMe" | "updateMe" | "requestErasure" | "readErasure" | "giveGrant" | "withdrawGrant";
const services = forgotten.map(({ service }) => service);

/** Operations about one person at a time. */
export function handlers(store: Store, decide: Decide): Pick<HandlersOf<typeof peopleContract>, Handled> {
  return {
    identify: decide(async (desk, token, asked) => {
      const login = loginId(token.issuer, token.subject);
      const known = await desk.load(loginDocument, login);
      if (known === undefined) return identify(login, token, asked);
      const person = await desk.load(personDocument, known.state.person);
      if (isActive(person)) return { answer: recognised(person.id, person.state, token) };
      throw new Error("a login leads to nobody"); // both are written and removed in one commit
    }),
    readNames: async ({ people }) => {
      const known = await store.loadMany(personDocument, people);
      return {
        people: known.filter(isActive).map(({ id, state }) => ({
          person: id,
          ...(state.name !== undefined && { name: state.name }),
          ...(state.language !== undefined && { language: state.language }),
        })),
      };
    },
    readMe: async (_input, asked) => {
      const me = await store.load(personDocument, asked.by ?? "");
      if (!isActive(me)) return goneRefusal();
      const { name, language, since } = me.state;
      const shown = { ...(name !== undefined && { name }), ...(language !== undefined && { language }) };
      return { person: me.id, ...shown, grants: [...asked.grants], since, version: me.version };
    },
    updateMe: decide(async (desk, change, asked) => updateMe(await desk.load(personDocument, asked.by ?? ""), change)),
    requestErasure: decide(async (desk, input, asked) => {
      const person = await desk.load(personDocument, input.person ?? asked.by ?? "");
      if (isActive(person)) await loadWhatGoes(desk, person.id, person.state.logins, person.state.grants);
      return requestErasure({ person, services }, input, asked);
    }),
    readErasure: async ({ erasure }) => {
      const found = await store.load(erasureDocument, erasure);
      if (found === undefined) return refuse("erasure-not-found", "There is no such erasure, or it is long done: records are kept for a year.");
      return shownErasure(found.id, found.state);
    },
    giveGrant: decide(async (desk, input, asked) => {
      const person = await desk.load(personDocument, input.person);
      await desk.load(grantDocument, grantId(input.person, input.grant));
      return giveGrant(person, input, asked);
    }),
    withdrawGrant: decide(async (desk, input) => {
      const person = await desk.load(personDocument, input.person);
      await desk.load(grantDocument, grantId(input.person, input.grant));
      return withdrawGrant(person, input);
    }),
  };
}

/** One issuer's subject is one row, whoever comes first; what it is made of is not kept. */
function loginId(issuer: string, subject: string): string {
  return createHash("sha256")
    .update(JSON.stringify([issuer, subject]))
    .digest("hex");
}

async function loadWhatGoes(desk: Desk, person: string, logins: readonly string[], grants: readonly string[]): Promise<void> {
  await desk.loadMany(loginDocument, logins);
  await desk.loadMany(
    grantDocument,
    grants.map((grant) => grantId(person, grant)),
  );
}
