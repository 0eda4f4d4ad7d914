import { z } from "zod";
import { defineEvent } from "../event.ts";
import { actRecordedEvent } from "../personal-data.ts";
import { PersonId } from "../shapes.ts";
import { personExample } from "./shapes.ts";

const data = z.object({ person: PersonId });
const example = { person: personExample };

export const PersonErased = defineEvent({
  type: "people.person-erased.v1",
  audience: "internal",
  description: "This person wants to be forgotten. Every service erases what it keeps of the person and says so with its own `person-forgotten.v1`.",
  data,
  subject: "person",
  example,
});

export const PersonRenamed = defineEvent({
  type: "people.person-renamed.v1",
  audience: "internal",
  description:
    "The name shown or the language of this person changed. The name itself is asked with `people.read-names`, so that no stream keeps a name that was erased.",
  data,
  subject: "person",
  example,
});

export const GrantsChanged = defineEvent({
  type: "people.grants-changed.v1",
  audience: "internal",
  description: "A grant was given to this person or taken away: what was remembered of its grants is old.",
  data,
  subject: "person",
  example,
});

export const ActRecorded = actRecordedEvent("people");
