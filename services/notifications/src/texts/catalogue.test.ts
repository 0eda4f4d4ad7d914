import { expect, test } from "@jest/globals";
import { PlacesAppeared } from "@teilhabe/contracts/capacity/events";
import { newsworthy } from "../domain/news.ts";
import { catalogue } from "./catalogue.ts";

test("every event that becomes a notice has words in German, plain German and English", () => {
  for (const { type } of [...newsworthy.map(({ event }) => event), PlacesAppeared]) {
    const wording = catalogue[type];
    expect(Object.keys(wording ?? {}).sort()).toEqual(["de", "de-x-leicht", "en"]);
  }
});

test("plain German keeps to short sentences", () => {
  for (const wording of Object.values(catalogue)) {
    for (const sentence of wording["de-x-leicht"].text.split(/[.!?:]/)) expect(sentence.trim().split(/\s+/).length).toBeLessThanOrEqual(12);
  }
});
