import { benchPlatform, clientAs, memoryMiB, openConsultation, tokenFor } from "./bench-platform.ts";
import { drive } from "./drive.ts";

const WORDS = ["Park", "Brunnen", "Radweg", "Schule", "Baum", "Bank", "Licht", "Brücke", "Platz", "Spielplatz"];
const PAGE = 20;

/** Lists of ideas at any depth of paging, and a page of 20 as fast as it goes. */
export async function benchReads(ideas: number): Promise<Record<string, unknown>> {
  const platform = await benchPlatform();
  try {
    const consultation = await openConsultation(clientAs(platform, "staff", "bench"));
    const token = tokenFor(platform, "citizen", "bench");
    const filled = await drive({
      url: platform.url,
      connections: 50,
      next: (n) => (n < ideas ? ideaRequest(consultation, token, n) : undefined),
    });
    const depth = await pageThrough(platform.url, consultation, ideas);
    const first = await drive({
      url: platform.url,
      connections: 50,
      next: (n) => (n < 20_000 ? { method: "GET", path: listPath(consultation) } : undefined),
    });
    const search = await drive({
      url: platform.url,
      connections: 4,
      next: (n) =>
        n < 1_000 ? { method: "GET", path: `${listPath(consultation)}&q=${encodeURIComponent(`${WORDS[n % 10]} ${n % 97}`)}` } : undefined,
    });
    return {
      ideas,
      filling: filled,
      pagesAtAnyDepth: depth,
      firstPageAt50Connections: first,
      searchByWords: search,
      memoryMiB: memoryMiB(platform.pid),
    };
  } finally {
    await platform.stop();
  }
}

function listPath(consultation: string): string {
  return `/v1/ideas?consultation=${consultation}&limit=${PAGE}`;
}

export function ideaRequest(consultation: string, token: string, n: number) {
  const title = `${WORDS[n % WORDS.length]} Nummer ${n}`;
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  return {
    method: "POST" as const,
    path: "/v1/ideas",
    headers,
    body: JSON.stringify({ consultation, title, text: `${title}: ${WORDS.join(", ")} und mehr.` }),
  };
}

/** From the newest to the oldest idea, one page after the other on one connection; shallow, middle and deep pages told apart. */
async function pageThrough(url: string, consultation: string, ideas: number) {
  const pages = Math.ceil(ideas / 100);
  const parts: Record<string, unknown> = {};
  let after: string | undefined;
  for (const [name, until] of [
    ["shallow", 0.1],
    ["middle", 0.6],
    ["deep", 1],
  ] as const) {
    let done = Math.floor(name === "shallow" ? 0 : name === "middle" ? pages * 0.1 : pages * 0.6);
    parts[name] = await drive({
      url,
      connections: 1,
      next: () =>
        done++ < pages * until
          ? { method: "GET", path: `/v1/ideas?consultation=${consultation}&limit=100${after === undefined ? "" : `&after=${after}`}` }
          : undefined,
      read(_status, body) {
        after = (JSON.parse(body) as { next?: string }).next;
      },
    });
  }
  return parts;
}
