/** Times in notices are those of the city's clocks. */
const CITY_TIME_ZONE = "Europe/Berlin";

const format = new Intl.DateTimeFormat("de-DE", {
  timeZone: CITY_TIME_ZONE,
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

/** @returns such as `{ day: "23.11.2026", time: "11:00" }` */
export function localTime(instant: string): { readonly day: string; readonly time: string } {
  const parts = new Map(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return { day: `${part("day")}.${part("month")}.${part("year")}`, time: `${part("hour")}:${part("minute")}` };
}
