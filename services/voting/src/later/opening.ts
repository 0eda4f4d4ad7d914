import { amendBox, openBox, prepareBox } from "@teilhabe/contracts/ballot-box/operations";
import { factOf } from "@teilhabe/contracts/event";
import { BallotOpened } from "@teilhabe/contracts/voting/events";
import type { Draft } from "@teilhabe/contracts/voting/shapes";
import type { TaskHandler } from "@teilhabe/platform/module";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import { newIssuerKey, openIssuer } from "@teilhabe/proofs/issuer";
import type { Admission } from "../domain/admission.ts";
import { about, type Ballot, frozenOf, ideasOf } from "../domain/ballot.ts";
import { admissionKind, authorityKind, ballotKind, definitionKind } from "../domain/documents.ts";
import { type FreezingPoint, type FrozenDefinition, freeze } from "../domain/freeze.ts";
import { opening } from "../domain/open-ballot.ts";
import { beginClosingTask, openBoxTask } from "../domain/tasks.ts";
import { admissionOf, answered, type Context, type OnBallot, whileIn } from "./on-ballot.ts";

const ISSUER_BITS = 2048;

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
  return whileIn("opening", async (desk, loaded, asked) => {
    const { id: ballot, state } = loaded;
    const admission = await admissionOf(desk, ballot);
    if (admission?.stage !== "drafted" && admission?.stage !== "announced") throw new Error(`the keys of ballot ${ballot} are gone`);
    if (state.draft.secrecy === "secret" && admission.issuerPem === undefined) return withIssuer(loaded, admission, asked);
    const { logKey } = answered(await ask(prepareBox, { ballot }), "the box is not prepared");
    const authority = await desk.load(authorityKind, ballot);
    if (authority === undefined) throw new Error(`the authority key of ballot ${ballot} is gone`);
    const at = { opensAt: state.opensAt, logKey, authorityKey: authority.state.authorityKey };
    const frozen = freeze(ballot, state.draft, { ...at, ...issuerKeyOf(state.draft, admission) });
    answered(await ask(openBox, { ballot, definition: frozen.text, definitionHash: frozen.hash }), "the box does not open");
    await desk.load(definitionKind, ballot);
    return opened(loaded, admission, frozen);
  });
}

type NotYetOpen = Extract<Admission, { stage: "drafted" | "announced" }>;

/** First the issuer's key is kept, then the rules that name it are frozen: whatever is repeated, a ballot has one. */
async function withIssuer({ id, version }: Loaded<Ballot>, admission: NotYetOpen, { atMs }: Asked): Promise<Outcome<undefined>> {
  const issuerPem = await newIssuerKey(ISSUER_BITS);
  return {
    writes: [put<Admission>(admissionKind, id, { ...admission, issuerPem })],
    tasks: [openBoxTask(id, version, atMs, "issued")],
    answer: undefined,
  };
}

/** A draft may have been secret before it was edited. */
function issuerKeyOf({ secrecy }: Draft, { issuerPem }: NotYetOpen): Pick<FreezingPoint, "issuerKey"> {
  return secrecy !== "secret" || issuerPem === undefined ? {} : { issuerKey: openIssuer(issuerPem).publicKey };
}

function opened(
  { id, state }: Loaded<Extract<Ballot, { stage: "opening" }>>,
  { personKey, macKey, issuerPem }: NotYetOpen,
  { definition, hash: definitionHash, text }: FrozenDefinition,
): Outcome<undefined> {
  const { draft, rollGeneration, opensAt } = state;
  const { secrecy, eligibility, closesAt } = definition;
  const closesAtMs = Date.parse(closesAt);
  const terms = { definitionHash, secrecy, eligibility, opensAt };
  return {
    writes: [
      put<Ballot>(ballotKind, id, { stage: "open", draft, rollGeneration, frozen: { definitionHash, closesAtMs, amendments: [], withdrawn: [] } }),
      put<Admission>(admissionKind, id, { stage: "open", terms, rollGeneration, personKey, macKey, ...(issuerPem !== undefined && { issuerPem }) }),
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
