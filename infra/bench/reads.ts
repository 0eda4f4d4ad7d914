import { benchPlatform, clientAs, memoryMiB, tokenFor } from "./bench-platform.ts";
import { drive, type ToSend } from "./drive.ts";
import { figure, type Measured } from "./figure.ts";
import { ideaRequest, openConsultation, WORDS } from "./ideas.ts";

const PAGE = 20;
const LONG_PAGE = 100;
const PAGES_ASKED = 20_000;
const SEARCHES = 1_000;

/** Lists of ideas at any depth of paging, and pages of 20 as fast as they go. */
export async function benchReads(ideas: number): Promise<Measured> {
  const platform = await benchPlatform();
  const { url } = platform;
  try {
    const consultation = await openConsultation(clientAs(platform, "staff", "bench"));
    const token = tokenFor(platform, "citizen", "bench");
    const filling = await drive({ url, connections: 50, next: (n) => (n < ideas ? ideaRequest(consultation, token, n) : undefined) });
    const { parts, cursors } = await pageThrough(url, consultation, ideas);
    const asked = (page: (n: number) => ToSend, count: number, connections: number) =>
      drive({ url, connections, next: (n) => (n < count ? page(n) : undefined) });
    // With 100,000 ideas, more pages than the module remembers, round and round: each one is read anew.
    const anew = await asked((n) => listed(consultation, PAGE, cursors[n % cursors.length]), PAGES_ASKED, 50);
    const same = await asked(() => listed(consultation, PAGE), PAGES_ASKED, 50);
    const words = await asked((n) => searched(consultation, `${WORDS[n % WORDS.length]} ${n % 97}`), SEARCHES, 4);
    return {
      figures: [
        ...Object.entries(parts).map(([name, { msP99 }]) =>
          figure(`pages of ${LONG_PAGE} among ${ideas} ideas, ${name}, p99`, msP99, "ms", { under: 30 }),
        ),
        figure(`pages of ${PAGE}, 50 connections, each read anew`, anew.perSecond, "/s", { atLeast: 3_000 }),
        figure("p99 of it", anew.msP99, "ms"),
        figure(`the same page of ${PAGE} again and again, 50 connections`, same.perSecond, "/s", { atLeast: 3_000 }),
        figure(`two words searched, 4 connections, p99`, words.msP99, "ms"),
        figure("ideas submitted while filling, 50 connections", filling.perSecond, "/s"),
        figure("memory after it", memoryMiB(platform.pid), "MiB"),
      ],
      details: { ideas, filling, pagesAtAnyDepth: parts, pagesReadAnew: anew, samePage: same, searchByWords: words },
    };
  } finally {
    await platform.stop();
  }
}

function listed(consultation: string, limit: number, after?: string): ToSend {
  return { method: "GET", path: `/v1/ideas?consultation=${consultation}&limit=${limit}${after === undefined ? "" : `&after=${after}`}` };
}

function searched(consultation: string, words: string): ToSend {
  return { method: "GET", path: `${listed(consultation, PAGE).path}&q=${encodeURIComponent(words)}` };
}

const DEPTHS = { "newest tenth": 0.1, middle: 0.6, "oldest 40 %": 1 } as const;

/** From the newest to the oldest idea, one page after the other on one connection; and the cursor of every page. */
async function pageThrough(url: string, consultation: string, ideas: number) {
  const pages = Math.ceil(ideas / LONG_PAGE);
  const cursors: string[] = [];
  const parts: Record<string, Awaited<ReturnType<typeof drive>>> = {};
  let asked = 0;
  for (const [name, end] of Object.entries(DEPTHS)) {
    parts[name] = await drive({
      url,
      connections: 1,
      next: () => (asked < pages * end ? listed(consultation, LONG_PAGE, cursors[asked++ - 1]) : undefined),
      read(_status, body) {
        const { next } = JSON.parse(body) as { next?: string };
        if (next !== undefined) cursors.push(next);
      },
    });
  }
  return { parts, cursors };
}
