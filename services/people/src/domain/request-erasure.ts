import { type Fact, factOf } from "@teilhabe/contracts/event";
import { ActRecorded, PersonErased } from "@teilhabe/contracts/people/events";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import { type Asked, type Loaded, type Outcome, put, remove, type TaskDraft } from "@teilhabe/platform/rule";
import { erasureDocument, grantDocument, loginDocument, personDocument } from "./documents.ts";
import { ERASURE_KEPT_MS, type Erasure } from "./erasure.ts";
import { grantId, type Person, unknownRefusal } from "./person.ts";

/** Deletes the record of an erasure after its time. */
export const DROP_ERASURE = "drop-erasure";

export type ErasureRequest = {
  readonly person: Loaded<Person> | undefined;
  /** Who keeps data of persons, and so must answer. */
  readonly services: readonly string[];
};
type Answer = { erasure: Id };

/** At once unknown here, by the same commit that tells every service; asked again, it is the same erasure. */
export function requestErasure(request: ErasureRequest, input: { readonly reason?: string | undefined }, asked: Asked): Refusal | Outcome<Answer> {
  const { person, services } = request;
  const self = person !== undefined && person.id === asked.by;
  if (!self && !asked.grants.includes("operator")) return refuse("grant-needed", "To erase somebody else needs the grant `operator`.");
  if (!self && input.reason === undefined) return refuse("reason-needed", "Say why somebody else is erased: the field `reason`.");
  if (person === undefined) return unknownRefusal();
  if (person.state.stage === "erased") return { answer: { erasure: person.state.erasure } };

  const erasure = asked.newId();
  const { logins, grants } = person.state;
  const running: Erasure = {
    person: person.id,
    stage: services.length === 0 ? "done" : "running",
    requestedBy: self ? "self" : "operator",
    requestedAt: asked.at,
    ...(services.length === 0 && { doneAt: asked.at }),
    services: services.map((service) => ({ service })),
  };
  return {
    writes: [
      put(personDocument, person.id, { stage: "erased", erasure }),
      put(erasureDocument, erasure, running),
      ...logins.map((login) => remove(loginDocument, login)),
      ...grants.map((grant) => remove(grantDocument, grantId(person.id, grant))),
    ],
    facts: [factOf(PersonErased, { person: person.id }), ...(self ? [] : [actOf(person.id, input.reason, asked)])],
    tasks: [dropErasure(erasure, person.id, asked)],
    answer: { erasure },
  };
}

/** The platform records acts of operations that always need a grant; this one needs it only for others. */
function actOf(person: Id, reason: string | undefined, asked: Asked): Fact {
  const by = asked.by ?? "";
  return factOf(ActRecorded, {
    person: by,
    operation: "people.request-erasure",
    object: { person },
    ...(reason !== undefined && { reason }),
    at: asked.at,
  });
}

function dropErasure(erasure: Id, person: Id, asked: Asked): TaskDraft {
  return { kind: DROP_ERASURE, id: `drop/${erasure}`, key: erasure, dueAtMs: asked.atMs + ERASURE_KEPT_MS, data: { erasure, person } };
}
