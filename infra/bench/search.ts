import { createProvider } from "@teilhabe/contracts/capacity/provider-operations";
import { benchPlatform, clientAs, memoryMiB, tokenFor } from "./bench-platform.ts";
import { drive, type ToSend } from "./drive.ts";
import { figure, type Measured } from "./figure.ts";

/** A city of some 20 km around its centre. */
const CENTRE = { latitude: 48.137, longitude: 11.575 };
const SPREAD = { latitude: 0.09, longitude: 0.135 };
const LANGUAGES = ["de", "en", "tr", "ar", "uk"];
const ACCESSIBILITY = ["step-free", "sign-language", "accessible-toilet"];
const GROUPS = ["adults", "children", "seniors"];
const SEARCHES = 2_000;

/** Offers within 5 km of a point with three filters, among so many. */
export async function benchSearch(offers: number): Promise<Measured> {
  const platform = await benchPlatform();
  try {
    const { id: provider } = await clientAs(platform, "staff", "bench").ask(createProvider, { name: "Benchmark", kind: "practice" });
    const token = tokenFor(platform, "staff", "bench");
    const filling = await drive({ url: platform.url, connections: 50, next: (n) => (n < offers ? offerRequest(provider, token, n) : undefined) });
    let found = 0;
    const searching = await drive({
      url: platform.url,
      connections: 4,
      next: (n) => (n < SEARCHES ? searchRequest(n) : undefined),
      read(_status, body) {
        found += (JSON.parse(body) as { items: unknown[] }).items.length;
      },
    });
    return {
      figures: [
        figure(`offers within 5 km with three filters among ${offers}, 4 connections, p99`, searching.msP99, "ms", { under: 30 }),
        figure("searches", searching.perSecond, "/s"),
        figure("offers shown on average", found / SEARCHES, ""),
        figure("offers published while filling, 50 connections", filling.perSecond, "/s"),
        figure("memory after it", memoryMiB(platform.pid), "MiB"),
      ],
      details: { filling, searching },
    };
  } finally {
    await platform.stop();
  }
}

/** The same place and kind for the same number, spread evenly. */
function placeOf(n: number): { latitude: number; longitude: number } {
  const fraction = (step: number) => ((n * step) % 1) * 2 - 1;
  return {
    latitude: CENTRE.latitude + SPREAD.latitude * fraction(0.618_033_988_7),
    longitude: CENTRE.longitude + SPREAD.longitude * fraction(0.754_877_666_2),
  };
}

function offerRequest(provider: string, token: string, n: number): ToSend {
  const body = {
    provider,
    title: `Angebot Nummer ${n}`,
    kind: n % 2 === 0 ? "course" : "counselling",
    languages: [LANGUAGES[n % 5], LANGUAGES[(n >> 3) % 5]].filter((language, index, all) => all.indexOf(language) === index),
    accessibility: ACCESSIBILITY.slice(0, n % 4),
    targetGroups: [GROUPS[n % 3]],
    position: placeOf(n),
    reportEveryMinutes: 1_440,
  };
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  return { method: "POST", path: "/v1/offers", headers, body: JSON.stringify(body) };
}

function searchRequest(n: number): ToSend {
  const { latitude, longitude } = placeOf(n * 7 + 3);
  const query = new URLSearchParams({
    latitude: latitude.toFixed(5),
    longitude: longitude.toFixed(5),
    withinMeters: "5000",
    kind: n % 2 === 0 ? "course" : "counselling",
    language: LANGUAGES[n % 5] ?? "de",
    accessibility: "step-free",
    limit: "20",
  });
  return { method: "GET", path: `/v1/offers?${query}` };
}
