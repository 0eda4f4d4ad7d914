import type { Asker } from "@teilhabe/contracts/asker";
import { refuse } from "@teilhabe/contracts/refusal";
import type { BallotSummary } from "@teilhabe/contracts/voting/shapes";
import type {
  listBallots as ListBallots,
  listMethods as ListMethods,
  readBallot as ReadBallot,
  readDefinition as ReadDefinition,
  readRules as ReadRules,
} from "@teilhabe/contracts/voting/voter-operations";
import { methods } from "@teilhabe/counting/methods";
import type { Handler } from "@teilhabe/platform/module";
import { cursorOf, pageFrom, readCursor } from "@teilhabe/platform/paging";
import type { Loaded } from "@teilhabe/platform/rule";
import { type Ballot, closesAtMsOf, frozenOf, mayRun, notFound } from "../domain/ballot.ts";
import { ballotKind, definitionKind } from "../domain/documents.ts";
import type { Context } from "../later/on-ballot.ts";
import type { BallotRow } from "../queries/voting-queries.ts";
import { rulesPage } from "../texts/rules-page.ts";

/** What everybody may read of ballots; drafts only those who may edit them. */
export function readingHandlers({ store, ports: queries }: Context) {
  async function visible(id: string, asker: Asker): Promise<Loaded<Ballot> | undefined> {
    const ballot = await store.load(ballotKind, id);
    return ballot !== undefined && mayRead(ballot, asker) ? ballot : undefined;
  }

  const listBallots: Handler<typeof ListBallots> = async ({ consultation, stage, limit, after }, asked) => {
    if (stage === "draft" && !mayRun(asked, "", consultation)) return { items: [] };
    const cursor = after === undefined ? undefined : readCursor(after, ["number", "string"]);
    if (after !== undefined && cursor === undefined) return refuse("invalid-input", "`after` is not the `next` of a page of ballots.");
    const from = cursor === undefined ? {} : { after: { opensAtMs: cursor[0], id: cursor[1] } };
    const found = await queries.listBallots({ consultation, stage, ...from, limit: limit + 1 });
    const page = pageFrom(found, limit, (last) => cursorOf([last.opensAtMs, last.id]));
    return { ...page, items: page.items.map(summaryOf) };
  };

  const readBallot: Handler<typeof ReadBallot> = async ({ ballot: id }, asked) => {
    const ballot = await visible(id, asked);
    return ballot === undefined ? notFound() : shown(ballot);
  };

  const readDefinition: Handler<typeof ReadDefinition> = async ({ ballot: id }, asked) => {
    if ((await visible(id, asked)) === undefined) return notFound();
    const definition = await store.load(definitionKind, id);
    if (definition === undefined) return refuse("not-frozen-yet", "The rules are frozen when the ballot opens.");
    return { mediaType: "application/json", text: definition.state.text };
  };

  const readRules: Handler<typeof ReadRules> = async ({ ballot: id }, asked) => {
    const ballot = await visible(id, asked);
    return ballot === undefined ? notFound() : { ballot: id, texts: rulesPage(ballot.state) };
  };

  const listMethods: Handler<typeof ListMethods> = () => ({
    items: methods.map(({ id, version, source, ballots, needsBudget = false, parameters }) => ({
      ...{ id, version, source, needsBudget },
      papers: ballots.filter((kind) => kind !== "matrix"),
      parameters: parameters.map((parameter) => ({ ...parameter })),
    })),
  });

  return { listBallots, readBallot, readDefinition, readRules, listMethods };
}

function mayRead({ id, state }: Loaded<Ballot>, asker: Asker): boolean {
  return state.stage !== "draft" || mayRun(asker, id, state.draft.consultation);
}

function summaryOf({ id, title, consultation, stage, secrecy, opensAtMs, closesAtMs }: BallotRow): BallotSummary {
  const times = { opensAt: new Date(opensAtMs).toISOString(), closesAt: new Date(closesAtMs).toISOString() };
  return { id, title, stage, secrecy: secrecy as BallotSummary["secrecy"], ...times, ...(consultation !== null && { consultation }) };
}

function shown({ id, version, state }: Loaded<Ballot>) {
  const frozen = frozenOf(state);
  const amendments = frozen?.amendments ?? (state.stage === "aborted" ? state.amendments : []);
  return {
    ...{ id, version, stage: state.stage },
    ...state.draft,
    opensAt: "opensAt" in state ? state.opensAt : state.draft.opensAt,
    closesAt: new Date(closesAtMsOf(state)).toISOString(),
    amendments: [...amendments],
    withdrawn: [...(frozen?.withdrawn ?? [])],
    ...(frozen !== undefined && { definitionHash: frozen.definitionHash }),
    ...("votes" in state && { votes: state.votes, voters: state.voters }),
    ...("seed" in state && state.seed !== undefined && { seed: state.seed }),
  };
}
