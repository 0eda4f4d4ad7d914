import { describe, expect, test } from "@jest/globals";
import type { SearchCriteria } from "@teilhabe/contracts/notifications/shapes";
import { matchesSearch } from "./matches-search.ts";
import { detailsOf, listingOf } from "./offer.ts";
import { specialtyTree } from "./specialty-tree.ts";

const marienplatz = { latitude: 48.1372, longitude: 11.5756 };
const positionOf = (code: string) => (code === "80331" ? marienplatz : undefined);
const lookups = {
  positionOf,
  labelOf: () => "Kardiologie",
  under: specialtyTree([
    { code: "inne", label: "" },
    { code: "kard", label: "", parent: "inne" },
  ]),
};
const provider = { id: "p", name: "Praxis", kind: "practice" as const };
const details = detailsOf({
  title: "Sprechstunde",
  kind: "medical",
  specialty: "kard",
  languages: ["de", "tr"],
  accessibility: ["step-free", "wheelchair"],
  targetGroups: ["adults"],
  postalCode: "80331",
  reportEveryMinutes: 60,
});
const fits = (criteria: SearchCriteria, of = details) => matchesSearch(listingOf(provider, of, lookups, []), criteria, lookups);

describe("a search", () => {
  test.each<[SearchCriteria]>([
    [{}],
    [{ kind: "medical", specialty: "kard" }],
    [{ specialty: "inne" }],
    [{ language: "tr", accessibility: ["step-free", "wheelchair"], targetGroup: "adults" }],
    [{ near: marienplatz, withinMeters: 100 }],
    [{ postalCode: "80331" }],
  ])("%j fits", (criteria) => {
    expect(fits(criteria)).toBe(true);
  });

  test.each<[SearchCriteria]>([
    [{ kind: "course" }],
    [{ specialty: "derm" }],
    [{ language: "uk" }],
    [{ accessibility: ["step-free", "parking"] }],
    [{ targetGroup: "children" }],
    [{ near: { latitude: 48.2, longitude: 11.5756 } }],
    [{ postalCode: "99999" }],
  ])("%j does not fit", (criteria) => {
    expect(fits(criteria)).toBe(false);
  });

  test("for a group fits what is for everyone", () => {
    expect(fits({ targetGroup: "children" }, { ...details, targetGroups: [] })).toBe(true);
  });

  test("near a place does not fit what nobody knows the place of; in its postal code it does", () => {
    const nowhere = { ...details, postalCode: "81475" };
    expect(fits({ near: marienplatz, withinMeters: 100_000 }, nowhere)).toBe(false);
    expect(fits({ postalCode: "81475" }, nowhere)).toBe(true);
  });
});
