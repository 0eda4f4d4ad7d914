import { allContracts } from "@teilhabe/contracts/all";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { notificationsContract } from "@teilhabe/contracts/notifications/contract";
import { partnersContract } from "@teilhabe/contracts/partners/contract";
import type { Persistent } from "./citizens.ts";
import type { SimulatedPlatform } from "./simulated-platform.ts";
import { type Cast, must, type TownLedger } from "./town.ts";

const { listIdeas, readIdea } = ideasContract.operations;
const { listNotices } = notificationsContract.operations;
const { readEvents } = partnersContract.operations;

/** No acknowledged command lost, each effect once, counts equal to their ledger. @returns what does not hold, in words */
export async function townFaults(people: Persistent, cast: Cast, ledger: TownLedger): Promise<string[]> {
  const faults: string[] = [];
  const { items } = await must(people.ask(listIdeas, { consultation: ledger.consultation, limit: 100 }, cast.staff));
  const titles = items.map((item) => item.title);
  for (const [idea, title] of ledger.ideas) {
    if (!items.some((item) => item.id === idea)) faults.push(`idea ${title} was acknowledged and is lost`);
    const times = titles.filter((other) => other === title).length;
    if (times > 1) faults.push(`idea ${title} is there ${times} times`);
    const { supports } = await must(people.ask(readIdea, { idea }, cast.staff));
    const expected = ledger.supports.get(idea)?.size ?? 0;
    if (supports !== expected) faults.push(`idea ${title} shows ${supports} supports, its ledger has ${expected}`);
  }
  if (items.length !== ledger.ideas.size) faults.push(`${ledger.ideas.size} ideas were acknowledged, ${items.length} are there`);
  for (const subscriber of ledger.subscribers) faults.push(...(await noticeFaults(people, subscriber, ledger)));
  return faults;
}

async function noticeFaults(people: Persistent, subscriber: TownLedger["subscribers"][number], ledger: TownLedger): Promise<string[]> {
  const { items } = await must(people.ask(listNotices, { limit: 100 }, subscriber));
  const faults: string[] = [];
  for (const idea of ledger.answered) {
    const told = items.filter((notice) => notice.about === "ideas.answer-published.v1" && notice.topic.id === idea).length;
    if (told !== 1) faults.push(`${subscriber.by} has ${told} notices of the answer to ${idea}, not one`);
  }
  return faults;
}

/** The partners' log has every public event of every stream once, and keeps the order of each subject. @returns what does not hold */
export async function logFaults(people: Persistent, platform: SimulatedPlatform, services: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  const logged: CloudEvent[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await must(people.ask(readEvents, { limit: 100, ...(after !== undefined && { after }) }, { by: undefined, grants: [] }));
    logged.push(...page.items.map((item) => item.event as CloudEvent));
    after = page.next;
    if (page.items.length < 100) break;
  }
  const places = new Map(logged.map((event, place) => [`${event.source} ${event.id}`, place]));
  if (places.size !== logged.length) faults.push(`the log has ${logged.length - places.size} events twice`);
  for (const service of services) faults.push(...(await streamFaults(platform, service, places)));
  return faults;
}

async function streamFaults(platform: SimulatedPlatform, service: string, places: ReadonlyMap<string, number>): Promise<string[]> {
  const module = platform.modules().find(({ name }) => name === service);
  if (module === undefined) return [`${service} does not run`];
  const { entries } = await module.bus.read(service, 0, 1_000);
  const faults: string[] = [];
  const lastOf = new Map<string, number>();
  for (const { event } of entries.filter((entry) => isPublic(entry.event.type))) {
    const place = places.get(`${event.source} ${event.id}`);
    if (place === undefined) faults.push(`${event.id} of ${service} is not in the log`);
    else if (place < (lastOf.get(event.subject) ?? -1))
      faults.push(`${event.id} of ${service} is in the log before an earlier event of ${event.subject}`);
    lastOf.set(event.subject, place ?? -1);
  }
  return faults;
}

const publicTypes = new Set(
  allContracts
    .flatMap((contract) => Object.values(contract.events))
    .filter((event) => event.audience === "public")
    .map((event) => event.type as string),
);

function isPublic(type: string): boolean {
  return publicTypes.has(type);
}
