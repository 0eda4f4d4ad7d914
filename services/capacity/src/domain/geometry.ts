import type { Position } from "@teilhabe/contracts/shapes";

/** Mean radius of the earth (IUGG), meters. */
export const EARTH_METERS = 6_371_008.8;
/** Rows of a grid: so many for each degree of latitude, about 1.1 km each. */
const ROWS_PER_DEGREE = 100;
const DEGREE = Math.PI / 180;

/** Great-circle distance by the haversine formula, whole meters. */
export function metersBetween(a: Position, b: Position): number {
  const half = (degrees: number) => Math.sin((degrees * DEGREE) / 2) ** 2;
  const h = half(b.latitude - a.latitude) + Math.cos(a.latitude * DEGREE) * Math.cos(b.latitude * DEGREE) * half(b.longitude - a.longitude);
  return Math.round(2 * EARTH_METERS * Math.asin(Math.sqrt(Math.min(1, h))));
}

/** The row of the grid that a latitude lies in. */
export function rowOf(latitude: number): number {
  return Math.floor(latitude * ROWS_PER_DEGREE);
}

/** Rows and longitudes that hold everything within a distance; some of it lies farther away. */
export type Box = { readonly rows: readonly number[]; readonly west: number; readonly east: number };

/** @param meters at most 100 km, so that rows stay few */
export function boxAround({ latitude, longitude }: Position, meters: number): Box {
  const angle = (meters + 1) / EARTH_METERS;
  const [south, north] = [latitude - angle / DEGREE, latitude + angle / DEGREE];
  const rows: number[] = [];
  for (let row = rowOf(Math.max(south, -90)); row <= rowOf(Math.min(north, 90)); row += 1) rows.push(row);
  const reach = Math.sin(angle) / Math.cos(latitude * DEGREE);
  const aside = reach >= 1 ? 180 : Math.asin(reach) / DEGREE;
  const [west, east] = [longitude - aside, longitude + aside];
  // Around a pole, or across the 180th meridian, every longitude is looked at.
  return west < -180 || east > 180 || south < -90 || north > 90 ? { rows, west: -180, east: 180 } : { rows, west, east };
}
