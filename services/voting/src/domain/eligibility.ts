import type { Asker } from "@teilhabe/contracts/asker";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Eligibility } from "@teilhabe/contracts/voting/shapes";
import type { RollEntry, Terms } from "./admission.ts";
import { WHOLE_CITY } from "./roll-figures.ts";

/** What is known of somebody who wants to vote. */
export type Applicant = {
  readonly asker: Pick<Asker, "assurance" | "birthDate" | "district">;
  /** Found in the roll; undefined: not on it, or there is none. */
  readonly entry: RollEntry | undefined;
};

/** Why this person may not vote here, or undefined when nothing is in the way. The first reason only. */
export function refuseIneligible(terms: Pick<Terms, "eligibility" | "opensAt">, { asker, entry }: Applicant): Refusal | undefined {
  const { eligibility, opensAt } = terms;
  if ((asker.assurance ?? 0) < eligibility.minimumAssurance) {
    return refuse("assurance-too-low", "Your identity is not verified well enough for this ballot.", {
      facts: { needed: eligibility.minimumAssurance, yours: asker.assurance ?? 0 },
    });
  }
  const refused = refuseAge(eligibility, asker.birthDate, opensAt);
  if (refused !== undefined) return refused;
  if (eligibility.roll !== "none" && entry === undefined) return refuse("not-on-the-roll", "You are not on the roll of this ballot.");
  const district = entry?.district ?? asker.district;
  if (eligibility.districts !== undefined && (district === undefined || !eligibility.districts.includes(district)))
    return refuse("district-not-included", "This ballot is for the people of other districts.");
  return undefined;
}

/** The district in which somebody who takes part is counted. @param terms under which nothing stood in the way */
export function districtOf({ eligibility }: Pick<Terms, "eligibility">, { asker, entry }: Applicant): string {
  const district = eligibility.roll === "none" ? eligibility.districts && asker.district : entry?.district;
  return district ?? WHOLE_CITY;
}

const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

function refuseAge({ minimumAge, maximumAge }: Eligibility, birthDate: string | undefined, opensAt: string): Refusal | undefined {
  if (minimumAge === undefined && maximumAge === undefined) return undefined;
  if (birthDate === undefined || !DAY.test(birthDate))
    return refuse("age-unknown", "Your age is not verified. Verify your identity, then ask again.");
  const age = ageOn(birthDate, opensAt);
  if (age < (minimumAge ?? 0)) return refuse("too-young", `This ballot is for people of ${minimumAge} years or more.`);
  if (age > (maximumAge ?? age)) return refuse("too-old", `This ballot is for people of ${maximumAge} years or less.`);
  return undefined;
}

/** Completed years on the UTC day of a time. Who was born on 29 February is a year older on 1 March. */
export function ageOn(birthDate: string, instant: string): number {
  const day = new Date(Date.parse(instant)).toISOString().slice(0, 10);
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
