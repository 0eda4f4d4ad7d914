import { openStaged } from "@teilhabe/cli/replay/stage-election";
import { type Client, teilhabeClient } from "@teilhabe/client/client";
import { publishOffer } from "@teilhabe/contracts/capacity/offer-operations";
import { createProvider } from "@teilhabe/contracts/capacity/provider-operations";
import { subscribe } from "@teilhabe/contracts/notifications/operations";
import { draftBallot } from "@teilhabe/contracts/voting/officer-operations";
import { mintToken } from "@teilhabe/platform/http/local-issuer";
import { openConsultation } from "../bench/ideas.ts";

export type Role = "citizen" | "staff" | "partner";

/** A platform with something to do: a consultation, a ballot, offers, and two citizens who want to hear of every answer. */
export type Town = {
  readonly consultation: string;
  readonly ballot: string;
  readonly offers: readonly string[];
  readonly subscribers: readonly string[];
  readonly as: People;
  readonly nobody: Client;
};

export const OPTIONS = ["park", "pool", "trees", "light", "paths"] as const;
/** A command is repeated for so long until somebody answers. */
const PATIENCE_MS = 240_000;
const TOKEN_SECONDS = 12 * 3_600;
const DAY_MS = 86_400_000;
const OFFERS = 3;
const SUBSCRIBERS = ["reader-one", "reader-two"] as const;

export type People = (role: Role, name: string) => Client;

/** @param folder holds the key of the cluster's local issuer; every request has a token of the one that it has then */
export function peopleOf(url: string, folder: string): People {
  return (role, name) => {
    const token = () => mintToken(folder, { as: role, name, ttlSeconds: TOKEN_SECONDS });
    return teilhabeClient({ url, patienceMs: PATIENCE_MS, token });
  };
}

export async function settleTown(url: string, as: People): Promise<Town> {
  const staff = as("staff", "office");
  const consultation = await openConsultation(staff);
  for (const name of SUBSCRIBERS) await as("citizen", name).ask(subscribe, { topic: { kind: "consultation", id: consultation } });
  return {
    consultation,
    ballot: await openBallotFor(staff),
    offers: await publishOffers(staff),
    subscribers: SUBSCRIBERS,
    as,
    nobody: teilhabeClient({ url, patienceMs: PATIENCE_MS }),
  };
}

async function openBallotFor(staff: Client): Promise<string> {
  const now = Date.now();
  const { id } = await staff.ask(draftBallot, {
    title: "Which of these first?",
    options: OPTIONS.map((id) => ({ id, title: id })),
    paper: { kind: "approval", minLength: 1, maxLength: OPTIONS.length },
    method: { id: "approval", parameters: {} },
    secrecy: "confidential",
    opensAt: new Date(now).toISOString(),
    closesAt: new Date(now + DAY_MS).toISOString(),
  });
  await openStaged(staff, id);
  return id;
}

async function publishOffers(staff: Client): Promise<readonly string[]> {
  const { id: provider } = await staff.ask(createProvider, { name: "Made up for a test of faults", kind: "practice" });
  const offers: string[] = [];
  for (let n = 1; n <= OFFERS; n += 1) {
    const { id } = await staff.ask(publishOffer, {
      provider,
      title: `Course ${n}`,
      kind: "course",
      targetGroups: [],
      languages: ["de"],
      accessibility: [],
      reportEveryMinutes: 1_440,
    });
    offers.push(id);
  }
  return offers;
}
