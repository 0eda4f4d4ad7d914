import { setTimeout as sleep } from "node:timers/promises";
import { closeStaged } from "@teilhabe/cli/replay/stage-election";
import { Problem } from "@teilhabe/client/problem";
import { listObservations } from "@teilhabe/contracts/capacity/offer-operations";
import { listIdeas } from "@teilhabe/contracts/ideas/idea-operations";
import { listNotices } from "@teilhabe/contracts/notifications/operations";
import { readResult } from "@teilhabe/contracts/voting/result-operations";
import { isPublic, keyOf } from "./check.ts";
import { acknowledged, type Entry } from "./ledger.ts";
import type { Observed } from "./observed.ts";
import { SERVICES } from "./plain-faults.ts";
import type { Reader } from "./readers.ts";
import type { Records } from "./records.ts";
import type { Town } from "./town.ts";

/** Longer than a killed replica holds its tasks (TASK_LEASE_MS, 120 s). Given up is only when nothing more arrived for so long. */
const SETTLES_WITHIN_MS = 240_000;
const LOOK_EVERY_MS = 500;
const PAGE = 100;

export type ToCollect = { readonly town: Town; readonly records: Records; readonly readers: readonly Reader[]; readonly entries: readonly Entry[] };

/** Closes the ballot, gives everything that is on its way the time to arrive, and reads what is there. */
export async function collect(from: ToCollect): Promise<Observed> {
  const { town, records } = from;
  await closeStaged(town.as("staff", "office"), town.ballot);
  const result = await resultOf(town);
  await settled(from);
  const ideas = await ideasOf(town);
  const each = async <Value>(names: readonly string[], read: (name: string) => Promise<Value>) =>
    new Map(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
  return {
    result: { votes: result.votes, tally: Object.fromEntries(result.tally.map(({ option, tally }) => [option, tally])) },
    ideas: ideas.map(({ id, title = "", supports, answer }) => ({ id, title, supports, answered: answer !== undefined })),
    notices: await each(town.subscribers, (name) => noticesOf(town, name)),
    observations: await each(town.offers, (offer) => observationsOf(town, offer)),
    streams: await each(SERVICES, records.stream),
    outboxes: await each(SERVICES, records.outbox),
    deadLetters: (await Promise.all(SERVICES.map(records.deadLetters))).flat(),
    readers: from.readers.map(({ name, events, refused = [] }) => ({ name, events: [...events], refused: [...refused] })),
  };
}

/** Waits until nothing is pending, every reader has everything and the inboxes are full; what has not come when nothing more comes is missing. */
async function settled(from: ToCollect): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  for (let giveUpAt = Date.now() + SETTLES_WITHIN_MS; Date.now() < giveUpAt; await sleep(LOOK_EVERY_MS)) {
    const left = await underway(from).catch(() => least);
    if (left === 0) return;
    if (left < least) giveUpAt = Date.now() + SETTLES_WITHIN_MS;
    least = Math.min(least, left);
  }
}

/** How much has not arrived where it belongs. */
async function underway({ town, records, readers, entries }: ToCollect): Promise<number> {
  const outboxes = await Promise.all(SERVICES.map(records.outbox));
  const streams = await Promise.all(SERVICES.map(records.stream));
  const wanted = streams
    .flat()
    .filter(({ type }) => isPublic(type))
    .map(keyOf);
  const unread = readers.map(({ events }) => new Set(wanted).difference(new Set(events.map(keyOf))).size);
  const ideas = await ideasOf(town);
  const supports = ideas.reduce((sum, idea) => sum + idea.supports, 0);
  const answers = acknowledged(entries, "answer").length;
  const notices = await Promise.all(town.subscribers.map((name) => noticesOf(town, name)));
  const missing = [
    outboxes.flat().filter(({ pending }) => pending).length,
    ...unread,
    acknowledged(entries, "support").length - supports,
    ...notices.map((about) => answers - about.length),
  ];
  return missing.reduce((sum, count) => sum + Math.max(0, count), 0);
}

async function resultOf(town: Town) {
  const giveUpAt = Date.now() + SETTLES_WITHIN_MS;
  for (;;) {
    try {
      return await town.nobody.ask(readResult, { ballot: town.ballot });
    } catch (error) {
      if (!(error instanceof Problem && error.code === "no-result-yet") || Date.now() > giveUpAt) throw error;
    }
    await sleep(LOOK_EVERY_MS);
  }
}

function ideasOf(town: Town) {
  return Array.fromAsync(town.nobody.all(listIdeas, { consultation: town.consultation, limit: PAGE }));
}

async function noticesOf(town: Town, name: string): Promise<readonly string[]> {
  const notices = await Array.fromAsync(town.as("citizen", name).all(listNotices, { limit: PAGE }));
  return notices.filter(({ about }) => about === "ideas.answer-published.v1").map(({ topic }) => topic.id);
}

async function observationsOf(town: Town, offer: string): Promise<readonly string[]> {
  const all = await Array.fromAsync(town.nobody.all(listObservations, { offer, limit: PAGE }));
  return all.map(({ free }) => String(free));
}
