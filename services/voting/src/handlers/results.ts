import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type {
  listRounds as ListRounds,
  readExplanation as ReadExplanation,
  readResult as ReadResult,
} from "@teilhabe/contracts/voting/result-operations";
import type { Handler } from "@teilhabe/platform/module";
import { cursorOf, readCursor } from "@teilhabe/platform/paging";
import type { Loaded } from "@teilhabe/platform/rule";
import { notFound } from "../domain/ballot.ts";
import { ballotKind, explanationKind, resultKind, roundsKind } from "../domain/documents.ts";
import type { Result } from "../domain/result.ts";
import type { Context } from "../later/on-ballot.ts";

/** What everybody may read once the votes are counted. */
export function resultHandlers({ store }: Context) {
  async function resultOf(id: string): Promise<Refusal | Loaded<Result>> {
    const result = await store.load(resultKind, id);
    if (result !== undefined) return result;
    const stage = (await store.load(ballotKind, id))?.state.stage;
    if (stage === undefined || stage === "draft") return notFound();
    if (stage === "aborted") return refuse("ballot-aborted", "This ballot was aborted; its votes are never counted.");
    return refuse("no-result-yet", "There is no result before the votes are counted, for nobody.");
  }

  const readResult: Handler<typeof ReadResult> = async ({ ballot }) => {
    const result = await resultOf(ballot);
    return isRefusal(result) ? result : shown(result);
  };

  const listRounds: Handler<typeof ListRounds> = async ({ ballot, limit, after }) => {
    const result = await resultOf(ballot);
    if (isRefusal(result)) return result;
    const [from] = after === undefined ? [0] : (readCursor(after, ["number"]) ?? []);
    if (from === undefined) return refuse("invalid-input", "`after` is not the `next` of a page of rounds.");
    return roundsFrom(result.state, from, limit, async (page) => (await store.load(roundsKind, `${ballot}:${page}`))?.state.rounds ?? []);
  };

  const readExplanation: Handler<typeof ReadExplanation> = async ({ ballot, language }) => {
    const result = await resultOf(ballot);
    if (isRefusal(result)) return result;
    const told = await store.load(explanationKind, `${ballot}:${language}`);
    return { ballot, language, lines: [...(told?.state.lines ?? [])], more: told?.state.more ?? false };
  };

  return { readResult, listRounds, readExplanation };
}

type Round = { kind: string };

/** A page of the answer ends where a stored page ends. */
async function roundsFrom(
  { rounds, pageStarts }: Result,
  from: number,
  limit: number,
  load: (page: number) => Promise<readonly Readonly<Record<string, unknown>>[]>,
): Promise<{ items: Round[]; next?: string }> {
  const page = pageStarts.findLastIndex((start) => start <= from);
  const within = from - (pageStarts[page] ?? 0);
  const items = (await load(page)).slice(within, within + limit) as Round[];
  const end = from + items.length;
  return { items, ...(items.length > 0 && end < rounds && { next: cursorOf([end]) }) };
}

function shown({ id, version, state }: Loaded<Result>) {
  const { definitionHash, publishedAt, outcome, titles, ideas, withdrawn, currency, seed, rounds } = state;
  const { method, version: methodVersion, parameters, ballots, winners, tally, lots, notes, ...figures } = outcome;
  return {
    ...{ ballot: id, version, definitionHash, publishedAt, method, methodVersion, parameters, votes: ballots },
    winners: winners.map((option) => ({ option, title: titles[option] ?? option, ...(ideas[option] !== undefined && { idea: ideas[option] }) })),
    tally: Object.entries(tally).map(([option, points]) => ({ option, tally: points })),
    withdrawn: [...withdrawn],
    ...figures,
    ...(currency !== undefined && { currency }),
    ...(seed !== undefined && { seed }),
    lots: lots.map((lot) => ({ ...lot, tied: [...lot.tied] })),
    notes: [...notes],
    rounds,
  };
}
