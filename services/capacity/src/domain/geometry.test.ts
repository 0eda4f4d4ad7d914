import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { boxAround, metersBetween, rowOf } from "./geometry.ts";

const position = (latitudes: number) =>
  fc.record({
    latitude: fc.double({ min: -latitudes, max: latitudes, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  });

test("distances are those of great circles", () => {
  const munich = { latitude: 48.1351, longitude: 11.582 };
  expect(metersBetween(munich, { latitude: 52.52, longitude: 13.405 }) / 1_000).toBeCloseTo(504.2, 0);
  expect(metersBetween(munich, munich)).toBe(0);
  expect(metersBetween({ latitude: 0, longitude: 179.99 }, { latitude: 0, longitude: -179.99 })).toBe(2_224);
});

test("a box holds everything within the distance, anywhere on earth", () => {
  const near = fc.tuple(
    position(90),
    fc.integer({ min: 100, max: 100_000 }),
    fc.double({ min: -1.2, max: 1.2, noNaN: true }),
    fc.double({ min: -1.2, max: 1.2, noNaN: true }),
  );
  fc.assert(
    fc.property(near, ([centre, meters, up, aside]) => {
      const latitude = Math.max(-90, Math.min(90, centre.latitude + up));
      const stretched = aside / Math.max(0.01, Math.cos((centre.latitude * Math.PI) / 180));
      const longitude = ((((centre.longitude + stretched + 180) % 360) + 360) % 360) - 180;
      if (metersBetween(centre, { latitude, longitude }) > meters) return;
      const { rows, west, east } = boxAround(centre, meters);
      expect(rows).toContain(rowOf(latitude));
      expect(longitude >= west && longitude <= east).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test("rows of a box stay few", () => {
  expect(boxAround({ latitude: 48, longitude: 11 }, 100_000).rows.length).toBeLessThan(190);
});
