import type { Tables } from "./domain/offer.ts";
import { type SpecialtyRow, type SpecialtyTree, specialtyTree } from "./domain/specialty-tree.ts";
import { postalCodeTable } from "./tables/postal-codes.ts";
import { specialtyTable } from "./tables/specialties.ts";

/** The shipped tables, read once. */
export type Lookups = Tables & { readonly specialties: readonly SpecialtyRow[]; readonly under: SpecialtyTree };

export function readLookups(): Lookups {
  const specialties = specialtyTable();
  const labels = new Map(specialties.map(({ code, label }) => [code, label]));
  return { positionOf: postalCodeTable(), labelOf: (code) => labels.get(code), specialties, under: specialtyTree(specialties) };
}
