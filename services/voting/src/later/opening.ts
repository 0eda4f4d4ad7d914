import { amendBox, openBox, prepareBox } from "@teilhabe/contracts/ballot-box/operations";
import { factOf } from "@teilhabe/contracts/event";
import { BallotOpened } from "@teilhabe/contracts/voting/events";
import type { TaskHandler } from "@teilhabe/platform/module";
import { type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import type { Admission } from "../domain/admission.ts";
import { about, type Ballot, frozenOf, ideasOf } from "../domain/ballot.ts";
import { admissionKind, authorityKind, ballotKind, definitionKind } from "../domain/documents.ts";
import { type FrozenDefinition, freeze } from "../domain/freeze.ts";
import { opening } from "../domain/open-ballot.ts";
import { beginClosingTask, openBoxTask } from "../domain/tasks.ts";
import { admissionOf, answered, type Context, type OnBallot, whileIn } from "./on-ballot.ts";

/** A scheduled ballot whose time has come is opened. */
export const beginOpening: TaskHandler<OnBallot> = whileIn("scheduled", async (_desk, { id, version, state }, asked) => {
  if (Date.parse(state.draft.opensAt) > asked.atMs) return undefined;
  return {
    writes: [put(ballotKind, id, opening(state, asked.at))],
    tasks: [openBoxTask(id, version + 1, asked.atMs)],
    answer: undefined,
  };
});

/** Freezes the rules, tells the box, and only then says that the ballot is open. The same ballot gives the same definition however often this runs. */
export function openTheBox({ ask }: Context): TaskHandler<OnBallot> {
  return whileIn("opening", async (desk, loaded) => {
    const { id: ballot, state } = loaded;
    const admission = await admissionOf(desk, ballot);
    if (admission?.stage !== "drafted" && admission?.stage !== "announced") throw new Error(`the keys of ballot ${ballot} are gone`);
    const { logKey } = answered(await ask(prepareBox, { ballot }), "the box is not prepared");
    const authority = await desk.load(authorityKind, ballot);
    if (authority === undefined) throw new Error(`the authority key of ballot ${ballot} is gone`);
    const frozen = freeze(ballot, state.draft, { opensAt: state.opensAt, logKey, authorityKey: authority.state.authorityKey });
    answered(await ask(openBox, { ballot, definition: frozen.text, definitionHash: frozen.hash }), "the box does not open");
    await desk.load(definitionKind, ballot);
    return opened(loaded, admission, frozen);
  });
}

function opened(
  { id, state }: Loaded<Extract<Ballot, { stage: "opening" }>>,
  { personKey, macKey }: Extract<Admission, { stage: "drafted" | "announced" }>,
  { definition, hash: definitionHash, text }: FrozenDefinition,
): Outcome<undefined> {
  const { draft, rollGeneration, opensAt } = state;
  const { secrecy, eligibility, closesAt } = definition;
  const closesAtMs = Date.parse(closesAt);
  const terms = { definitionHash, secrecy, eligibility, opensAt };
  return {
    writes: [
      put<Ballot>(ballotKind, id, { stage: "open", draft, rollGeneration, frozen: { definitionHash, closesAtMs, amendments: [], withdrawn: [] } }),
      put<Admission>(admissionKind, id, { stage: "open", terms, rollGeneration, personKey, macKey }),
      put(definitionKind, id, { text }),
    ],
    facts: [factOf(BallotOpened, { ...about(id, state), ideas: ideasOf(draft.options), opensAt, closesAt, secrecy, definitionHash })],
    tasks: [beginClosingTask(id, closesAtMs, draft.graceSeconds * 1_000)],
    answer: undefined,
  };
}

/** Tells the box how the ballot is amended by now. */
export function amendTheBox({ ask }: Context): TaskHandler<OnBallot> {
  return whileIn("open", async (_desk, { id: ballot, state }) => {
    const { amendments, closesAtMs, withdrawn } = frozenOf(state) ?? { amendments: [], closesAtMs: 0, withdrawn: [] };
    const closesAt = new Date(closesAtMs).toISOString();
    answered(await ask(amendBox, { ballot, amendments: [...amendments], closesAt, withdrawn: [...withdrawn] }), "the box is not amended");
    return undefined;
  });
}
