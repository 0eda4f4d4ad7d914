import type { SpecialtyRow } from "../domain/specialty-tree.ts";
import { readTable } from "./read-table.ts";

/** Codes and labels of medical specialties. IHE Deutschland e.V., CC BY 4.0; see the file's header. */
export function specialtyTable(): readonly SpecialtyRow[] {
  return readTable("specialties.csv", ";").map(([code = "", parent = "", label = ""]) => ({ code, label, ...(parent !== "" && { parent }) }));
}
