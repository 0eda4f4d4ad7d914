import { expect, test } from "@jest/globals";
import { berlinNoon } from "./berlin-noon.ts";

test.each([
  ["2026-08-22", "2026-08-22T10:00:00.000Z"],
  ["2026-11-23", "2026-11-23T11:00:00.000Z"],
  ["2026-03-29", "2026-03-29T10:00:00.000Z"],
  ["2026-10-25", "2026-10-25T11:00:00.000Z"],
])("noon of %s in Berlin is %s", (day, instant) => {
  expect(berlinNoon(day)).toBe(instant);
});
