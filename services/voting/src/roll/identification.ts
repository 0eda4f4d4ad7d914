import { PersonId } from "@teilhabe/contracts/shapes";
import type { RollBy } from "@teilhabe/contracts/voting/shapes";

export type IdentifiedBy = Exclude<RollBy, "none">;

const EMAIL = /^[^\s@<>"]{1,64}@[^\s@<>"]{1,190}$/u;
const CODE = /^[A-Z0-9]{6,32}$/;

/** The one spelling of an identification, as the roll is keyed by it; undefined: it is none. */
export function identificationOf(by: IdentifiedBy, value: string): string | undefined {
  if (by === "person") return PersonId.safeParse(value).success ? value : undefined;
  if (by === "email") return matching(EMAIL, value.normalize("NFC").toLowerCase());
  return matching(CODE, value.replace(/[\s-]/g, "").toUpperCase());
}

function matching(pattern: RegExp, value: string): string | undefined {
  return pattern.test(value) ? value : undefined;
}
