const offsets = new Intl.DateTimeFormat("en", { timeZone: "Europe/Berlin", timeZoneName: "longOffset" });

/** Noon of a day (`2026-08-22`) on Berlin's clocks: reports to the intensive-care register are due by then (KHKapSurV, section 2). */
export function berlinNoon(day: string): string {
  const parts = offsets.formatToParts(new Date(`${day}T11:00:00Z`));
  const offset = parts.find(({ type }) => type === "timeZoneName")?.value.slice("GMT".length);
  return new Date(`${day}T12:00:00${offset}`).toISOString();
}
