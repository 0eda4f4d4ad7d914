import type { Definition } from "@teilhabe/contracts/voting/definition";
import type { Outcome } from "@teilhabe/counting/outcome";

/** A finished count; rounds are kept beside, in pages. */
export type Result = {
  readonly definitionHash: string;
  readonly publishedAt: string;
  readonly outcome: Omit<Outcome, "rounds">;
  readonly titles: Readonly<Record<string, string>>;
  readonly ideas: Readonly<Record<string, string>>;
  readonly withdrawn: readonly string[];
  readonly currency?: string;
  readonly seed?: string;
  readonly rounds: number;
  /** Index of the first round on each page. */
  readonly pageStarts: readonly number[];
};

/** A page of rounds has about so many bytes of JSON at most, but always one round. */
const PAGE_BYTES_MAX = 200_000;

/** What of the outcome is kept where. @returns the result and the pages of its rounds */
export function resultOf(
  { definition, hash, withdrawn, seed }: { definition: Definition; hash: string; withdrawn: readonly string[]; seed: string | undefined },
  { rounds, ...outcome }: Outcome,
  publishedAt: string,
): { readonly result: Result; readonly pages: readonly (readonly Readonly<Record<string, unknown>>[])[] } {
  const pages = pagesOf(rounds);
  const starts = pages.map((_, n) => pages.slice(0, n).reduce((sum, page) => sum + page.length, 0));
  const result: Result = {
    ...{ definitionHash: hash, publishedAt, outcome, withdrawn, rounds: rounds.length, pageStarts: starts },
    titles: Object.fromEntries(definition.options.map(({ id, title }) => [id, title])),
    ideas: Object.fromEntries(definition.options.flatMap(({ id, idea }) => (idea === undefined ? [] : [[id, idea]]))),
    ...(definition.currency !== undefined && { currency: definition.currency }),
    ...(seed !== undefined && { seed }),
  };
  return { result, pages };
}

function pagesOf<Item extends object>(items: readonly Item[]): Item[][] {
  const pages: Item[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const size = JSON.stringify(item).length;
    if (bytes + size > PAGE_BYTES_MAX) {
      pages.push([]);
      bytes = 0;
    }
    pages.at(-1)?.push(item);
    bytes += size;
  }
  return pages;
}
