import { allContracts } from "@teilhabe/contracts/all";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { acknowledged, type Entry } from "./ledger.ts";
import type { Observed } from "./observed.ts";

/** What must never be: nothing of it may be found. */
export const KINDS = ["lost", "twice", "order", "missing", "votes", "unsigned", "refused", "buried"] as const;
export type Finding = { readonly kind: (typeof KINDS)[number]; readonly what: string };

/** More than a commit has. */
const FACTS_OF_A_COMMIT = 1_000_000;

/** Compares what was acknowledged with what is there, and what is there with what every reader got. */
export function check(entries: readonly Entry[], observed: Observed): readonly Finding[] {
  return [
    ...ideaFindings(entries, observed),
    ...supportFindings(entries, observed),
    ...observationFindings(entries, observed),
    ...answerFindings(entries, observed),
    ...voteFindings(entries, observed),
    ...[...observed.streams].flatMap(([service, events]) => streamFindings(service, events, observed.outboxes.get(service) ?? [])),
    ...observed.readers.flatMap((reader) => readerFindings(reader, observed.streams)),
    ...observed.readers.flatMap(({ name, refused = [] }) => refused.map((id): Finding => ({ kind: "unsigned", what: `${name}: ${id}` }))),
    ...entries.flatMap(refusalFindings),
    ...observed.deadLetters.map((letter): Finding => ({ kind: "buried", what: `dead letter ${letter}` })),
  ];
}

/** How often readers got something that they had already. */
export function redelivered(observed: Observed): Readonly<Record<string, number>> {
  return Object.fromEntries(observed.readers.map(({ name, events }) => [name, events.length - new Set(events.map(keyOf)).size]));
}

function ideaFindings(entries: readonly Entry[], { ideas, streams }: Observed): readonly Finding[] {
  const byId = new Map(ideas.map((idea) => [idea.id, idea]));
  const lost = acknowledged(entries, "idea").filter(({ of, what }) => byId.get(of)?.title !== what);
  const published = eventsAbout(streams, "ideas.idea-published.v1");
  return [
    ...lost.map(({ of, what }): Finding => ({ kind: "lost", what: `${what} (${of}) was acknowledged and is not there` })),
    ...repeated(ideas.map(({ title }) => title)).map((title): Finding => ({ kind: "twice", what: `${title} is there more than once` })),
    ...ideas.flatMap(({ id, title }) => exactlyOnce(published.get(id) ?? 0, `the event that ${title} (${id}) was published`)),
  ];
}

function supportFindings(entries: readonly Entry[], { ideas }: Observed): readonly Finding[] {
  return ideas.flatMap(({ id, title, supports }): Finding[] => {
    const of = entries.filter((entry) => entry.act === "support" && entry.of === id);
    const least = of.filter(({ outcome }) => outcome === "acknowledged").length;
    const most = of.filter(({ outcome }) => outcome !== "refused").length;
    if (supports < least) return [{ kind: "lost", what: `${title} (${id}) has ${supports} supports, ${least} were acknowledged` }];
    return supports > most ? [{ kind: "twice", what: `${title} (${id}) has ${supports} supports, at most ${most} people gave one` }] : [];
  });
}

function observationFindings(entries: readonly Entry[], { observations, streams }: Observed): readonly Finding[] {
  const changes = new Map<string, number>();
  for (const { type, subject, data } of streams.get("capacity") ?? [])
    if (type === "capacity.capacity-changed.v1") count(changes, `${subject} ${data["free"]}`);
  return acknowledged(entries, "observation").flatMap(({ of, what }) => [
    ...exactlyOnce(observations.get(of)?.filter((free) => free === what).length ?? 0, `the observation ${what} of offer ${of}`),
    ...exactlyOnce(changes.get(`${of} ${what}`) ?? 0, `the event of the observation ${what} of offer ${of}`),
  ]);
}

function answerFindings(entries: readonly Entry[], { ideas, notices, streams }: Observed): readonly Finding[] {
  const answered = new Set(ideas.flatMap(({ id, answered }) => (answered ? [id] : [])));
  const published = eventsAbout(streams, "ideas.answer-published.v1");
  return acknowledged(entries, "answer").flatMap(({ of }) => [
    ...(answered.has(of) ? [] : [{ kind: "lost", what: `the answer to idea ${of} was acknowledged and is not there` } as const]),
    ...exactlyOnce(published.get(of) ?? 0, `the event of the answer to idea ${of}`),
    ...[...notices].flatMap(([who, about]) => {
      const times = about.filter((idea) => idea === of).length;
      if (times === 0) return [{ kind: "missing", what: `inbox of ${who}: no notice of the answer to idea ${of}` } as const];
      return exactlyOnce(times, `the notice to ${who} of the answer to idea ${of}`);
    }),
  ]);
}

/** As many votes as were acknowledged, for the options that were chosen; what nobody knows of a vote may be either. */
function voteFindings(entries: readonly Entry[], { result }: Observed): readonly Finding[] {
  const accepted = acknowledged(entries, "vote");
  const unknown = entries.filter(({ act, outcome }) => act === "vote" && outcome === "unknown");
  const findings: Finding[] = [];
  if (result.votes < accepted.length || result.votes > accepted.length + unknown.length)
    findings.push({
      kind: "votes",
      what: `${accepted.length} votes were accepted (and ${unknown.length} are unknown), ${result.votes} were counted`,
    });
  for (const [option, tally] of Object.entries(result.tally)) {
    const least = choosing(accepted, option);
    const most = least + choosing(unknown, option);
    if (tally < least || tally > most)
      findings.push({ kind: "votes", what: `${option} was chosen ${least} to ${most} times and has ${tally} votes` });
  }
  return findings;
}

function choosing(votes: readonly Entry[], option: string): number {
  return votes.filter(({ what }) => what.split(" ").includes(option)).length;
}

/** Every fact of the outbox is in the stream, once, and those of an aggregate in the order of its versions. */
function streamFindings(
  service: string,
  events: readonly CloudEvent[],
  outbox: Observed["outboxes"] extends ReadonlyMap<string, infer F> ? F : never,
) {
  const there = new Set(events.map(({ id }) => id));
  const findings: Finding[] = [
    ...outbox.filter(({ id }) => !there.has(id)).map(({ id }): Finding => ({ kind: "lost", what: `fact ${id} of ${service} is not in its stream` })),
    ...repeated(events.map(({ id }) => id)).map(
      (id): Finding => ({ kind: "twice", what: `event ${id} is in the stream of ${service} more than once` }),
    ),
  ];
  const last = new Map<string, number>();
  for (const { id } of events) {
    const [n, version] = id.replace(/~\w*$/, "").split(":").slice(-2).map(Number).toReversed();
    const aggregate = id.split(":").slice(0, -2).join(":");
    const place = (version ?? 0) * FACTS_OF_A_COMMIT + (n ?? 0);
    if (place < (last.get(aggregate) ?? 0)) findings.push({ kind: "order", what: `stream of ${service}: ${id} comes after a later one` });
    last.set(aggregate, place);
  }
  return findings;
}

/** Every public event, and those of a subject in the stream's order once repeated ids are dropped. */
function readerFindings({ name, events }: Observed["readers"][number], streams: Observed["streams"]): readonly Finding[] {
  const places = new Map<string, number>();
  for (const event of [...streams.values()].flat()) if (isPublic(event.type)) places.set(keyOf(event), places.size);
  const got = new Set(events.map(keyOf));
  const findings = [...places.keys()].filter((key) => !got.has(key)).map((key): Finding => ({ kind: "missing", what: `${name}: ${key}` }));
  const last = new Map<string, number>();
  const seen = new Set<string>();
  for (const event of events) {
    const key = keyOf(event);
    const subject = `${event.source} ${event.subject}`;
    const place = places.get(key);
    if (seen.has(key) || place === undefined) continue;
    seen.add(key);
    if (place < (last.get(subject) ?? -1)) findings.push({ kind: "order", what: `${name}: ${key} comes after a later event of ${event.subject}` });
    last.set(subject, place);
  }
  return findings;
}

function refusalFindings({ act, of, what, outcome, because }: Entry): readonly Finding[] {
  return outcome === "refused" ? [{ kind: "refused", what: `${act} ${of} ${what}: ${because}` }] : [];
}

function exactlyOnce(times: number, what: string): readonly Finding[] {
  if (times === 1) return [];
  return [times === 0 ? { kind: "lost", what: `${what} is not there` } : { kind: "twice", what: `${what} is there ${times} times` }];
}

function eventsAbout(streams: Observed["streams"], type: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const event of [...streams.values()].flat()) if (event.type === type) count(counts, event.subject);
  return counts;
}

function repeated(all: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const one of all) count(counts, one);
  return [...counts].flatMap(([one, times]) => (times > 1 ? [one] : []));
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

export function keyOf({ source, id }: CloudEvent): string {
  return `${source} ${id}`;
}

const publicTypes = new Set<string>(
  allContracts.flatMap(({ events }) => Object.values(events).flatMap(({ audience, type }) => (audience === "public" ? [type] : []))),
);

export function isPublic(type: string): boolean {
  return publicTypes.has(type);
}
