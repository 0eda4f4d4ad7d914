import type { CloudEvent } from "@teilhabe/contracts/event";
import type { Desk } from "@teilhabe/platform/decide";
import { derivedId } from "@teilhabe/platform/derived-id";
import type { Asked, Outcome, TaskDraft } from "@teilhabe/platform/rule";
import { inboxDocument, noticeDocument } from "./domain/documents.ts";
import { giveNotices, type News } from "./domain/give-notices.ts";
import { newsworthyOf } from "./domain/news.ts";
import type { NotificationQueries } from "./queries/notification-queries.ts";

export const SPREAD = "spread-news";
/** Persons who are told with one commit. */
const AT_ONCE_MAX = 200;

/** Where the spreading of one piece of news stands. */
type Spread = {
  readonly news: News;
  readonly except?: string;
  /** Persons first, then the subscribers of each topic. */
  readonly persons: readonly string[];
  readonly topics: readonly string[];
  readonly after?: string;
};

/**
 * Each event that somebody wants to hear of becomes a task, and each further page of its hearers, too. The news of a topic are spread one after the other: told at the
 * same time, they would meet at the inboxes of the same people, and one of hundreds would get through.
 * @param followed topics that will have a subscriber when the tasks are done
 */
export async function spreadTasks(
  queries: Pick<NotificationQueries, "subscribersOf">,
  events: readonly CloudEvent[],
  followed: ReadonlySet<string>,
  asked: Asked,
): Promise<readonly TaskDraft[]> {
  const news = events.filter(({ type }) => newsworthyOf(type) !== undefined).map((event) => ({ event, whole: wholeSpread(event) }));
  const asking = new Set(news.flatMap(({ whole }) => whole.topics).filter((topic) => !followed.has(topic)));
  const subscribed = new Set([...followed, ...(await subscribedOf(queries, [...asking]))]);
  return news.flatMap(({ event, whole }) => {
    const spread = { ...whole, topics: whole.topics.filter((topic) => subscribed.has(topic)) };
    return isOver(spread) ? [] : [{ ...taskFor(spread, asked.atMs), ...(event.traceparent !== undefined && { traceparent: event.traceparent }) }];
  });
}

async function subscribedOf(queries: Pick<NotificationQueries, "subscribersOf">, topics: readonly string[]): Promise<readonly string[]> {
  const firsts = await Promise.all(topics.map((topic) => queries.subscribersOf(topic, undefined, 1)));
  return topics.filter((_, index) => firsts[index]?.length !== 0);
}

function isOver({ persons, topics }: Pick<Spread, "persons" | "topics">): boolean {
  return persons.length === 0 && topics.length === 0;
}

function wholeSpread(event: CloudEvent): Spread {
  const worthy = newsworthyOf(event.type);
  if (worthy === undefined) throw new Error(`${event.type} is no news`);
  const data = event.data as never;
  const except = worthy.except(data);
  return {
    news: { event: event.id, about: event.type, topic: worthy.topic(data), details: worthy.details(data), atMs: Date.parse(event.time) },
    persons: worthy.persons(data),
    topics: worthy.topics(data),
    ...(except !== undefined && { except }),
  };
}

function taskFor(spread: Spread, dueAtMs: number): TaskDraft {
  const { news, persons, topics, after = "" } = spread;
  const id = `${SPREAD}/${news.event}/${persons.length}/${topics.length}/${after}`;
  return { kind: SPREAD, id, key: `${SPREAD}/${persons[0] ?? topics[0]}`, dueAtMs, data: spread };
}

export function spreading(queries: NotificationQueries): (desk: Desk, spread: Spread, asked: Asked) => Promise<Outcome<unknown> | undefined> {
  return async (desk, spread, asked) => {
    if (spread.persons.length > 0) {
      const rest = { ...spread, persons: spread.persons.slice(AT_ONCE_MAX) };
      const told = await tell(
        desk,
        spread,
        spread.persons.slice(0, AT_ONCE_MAX).map((person) => ({ person })),
        asked,
      );
      return follow(told, isOver(rest) ? undefined : rest, asked);
    }
    const [topic, ...others] = spread.topics;
    if (topic === undefined) return undefined;
    const subscribers = await queries.subscribersOf(topic, spread.after, AT_ONCE_MAX);
    const told = await tell(
      desk,
      spread,
      subscribers.map(({ id, state }) => ({ person: state.person, subscription: id })),
      asked,
    );
    const last = subscribers.at(-1);
    if (subscribers.length === AT_ONCE_MAX && last !== undefined) return follow(told, { ...spread, after: last.id }, asked);
    const { after: _, ...fresh } = spread;
    return follow(told, others.length > 0 ? { ...fresh, topics: others } : undefined, asked);
  };
}

type Told = ReturnType<typeof giveNotices>;

/** Gives notices to those who have none of this news yet. */
export async function tell(
  desk: Desk,
  spread: { readonly news: News; readonly except?: string },
  hearers: readonly { person: string; subscription?: string }[],
  asked: Asked,
): Promise<Told> {
  const wanted = hearers.filter(({ person }) => person !== spread.except);
  const inboxes = await desk.loadMany(
    inboxDocument,
    wanted.map(({ person }) => person),
  );
  const notices = await desk.loadMany(
    noticeDocument,
    wanted.map(({ person }) => noticeId(spread.news.event, person)),
  );
  return giveNotices(
    spread.news,
    wanted.map((hearer, index) => ({
      ...hearer,
      id: noticeId(spread.news.event, hearer.person),
      inbox: inboxes[index],
      known: notices[index] !== undefined,
    })),
    asked.atMs,
  );
}

function follow(told: Told, next: Spread | undefined, asked: Asked): Outcome<undefined> {
  return {
    writes: told.writes,
    facts: told.facts,
    tasks: next === undefined ? told.tasks : [...told.tasks, taskFor(next, asked.atMs)],
    answer: undefined,
  };
}

function noticeId(event: string, person: string): string {
  return derivedId("notice", event, person);
}
