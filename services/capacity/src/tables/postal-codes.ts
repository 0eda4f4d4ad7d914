import type { Position } from "@teilhabe/contracts/shapes";
import { readTable } from "./read-table.ts";

/** The middle of a postal code's area; undefined when it is not known. GeoNames, CC BY 4.0; see the file's header. */
export function postalCodeTable(): (postalCode: string) => Position | undefined {
  const rows = readTable("postal-codes-bavaria.csv", ",").filter(([, latitude]) => latitude !== "");
  const positions = new Map(rows.map(([code, latitude, longitude]) => [code, { latitude: Number(latitude), longitude: Number(longitude) }]));
  return (postalCode) => positions.get(postalCode);
}
