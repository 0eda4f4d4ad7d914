import { PlacesAppeared } from "@teilhabe/contracts/capacity/events";
import { findMatching } from "@teilhabe/contracts/capacity/offer-operations";
import { CRITERIA_MAX } from "@teilhabe/contracts/capacity/shapes";
import type { SearchCriteria } from "@teilhabe/contracts/notifications/shapes";
import { isRefusal } from "@teilhabe/contracts/refusal";
import type { Desk } from "@teilhabe/platform/decide";
import { derivedId } from "@teilhabe/platform/derived-id";
import { type Ask, on, type TaskHandler } from "@teilhabe/platform/module";
import type { Asked, Loaded, Outcome, TaskDraft } from "@teilhabe/platform/rule";
import { type SubscriptionState, toldDocument, topicKey } from "./domain/documents.ts";
import type { News } from "./domain/give-notices.ts";
import { tellingNow, wasToldLately } from "./domain/told.ts";
import type { NotificationQueries } from "./queries/notification-queries.ts";
import { tell } from "./spread-news.ts";
import { localTime } from "./texts/local-time.ts";

export const TELL_OF_PLACES = "tell-of-places";
const SEARCHES = "search";

/** Where the telling stands: those who follow the offer first, then the searches. */
type Telling = { readonly news: News; readonly offer: string; readonly topics: readonly string[]; readonly after?: string };

/** Free places at an offer become a task that tells those who follow it and those whose search it fits, page by page. */
export const placesReaction = on(PlacesAppeared, TELL_OF_PLACES, async (_desk, { offer, validAt }, asked, { id, type, time }) => {
  const news: News = { event: id, about: type, topic: { kind: "offer", id: offer }, details: localTime(validAt), atMs: Date.parse(time) };
  return { tasks: [taskFor({ news, offer, topics: [topicKey({ kind: "offer", id: offer }), SEARCHES] }, asked.atMs)], answer: undefined };
});

function taskFor(telling: Telling, dueAtMs: number): TaskDraft {
  const id = `${TELL_OF_PLACES}/${telling.news.event}/${telling.topics.length}/${telling.after ?? ""}`;
  return { kind: TELL_OF_PLACES, id, key: `${TELL_OF_PLACES}/${telling.offer}`, dueAtMs, data: telling };
}

/** One page of subscriptions at a time; a subscription that heard of this offer within a day hears nothing. */
export function tellingOfPlaces(queries: NotificationQueries, ask: Ask): TaskHandler<Telling> {
  return async (desk, telling, asked): Promise<Outcome<undefined> | undefined> => {
    const [topic, ...others] = telling.topics;
    if (topic === undefined) return undefined;
    const page = await queries.subscribersOf(topic, telling.after, CRITERIA_MAX);
    const fitting = topic === SEARCHES ? await fittingSearches(ask, telling.offer, page, asked) : page;
    const given = await tellOnce(desk, telling, fitting, asked);
    const last = page.at(-1);
    const { after: _, ...fresh } = telling;
    if (page.length === CRITERIA_MAX && last !== undefined) return follow(given, { ...telling, after: last.id }, asked);
    return follow(given, others.length > 0 ? { ...fresh, topics: others } : undefined, asked);
  };
}

async function fittingSearches(
  ask: Ask,
  offer: string,
  page: readonly Loaded<SubscriptionState>[],
  { atMs }: Asked,
): Promise<readonly Loaded<SubscriptionState>[]> {
  const running = page.filter(({ state }) => state.untilMs === undefined || state.untilMs > atMs);
  if (running.length === 0) return [];
  const found = await ask(findMatching, { offer, criteria: running.map(({ state }) => criteriaOf(state)) });
  if (isRefusal(found)) throw new Error(`searches could not be matched: ${found.refused}`);
  return found.matches.flatMap((place) => running[place] ?? []);
}

function criteriaOf({ topic }: SubscriptionState): SearchCriteria {
  return topic.kind === "search" ? topic.criteria : {};
}

async function tellOnce(desk: Desk, { news, offer }: Telling, subscriptions: readonly Loaded<SubscriptionState>[], asked: Asked) {
  const ids = subscriptions.map(({ id }) => derivedId("told", id, offer));
  const told = await desk.loadMany(toldDocument, ids);
  const due = subscriptions.filter((_, index) => !wasToldLately(told[index], asked.atMs));
  const hearers = due.map(({ id, state }) => ({ person: state.person, subscription: id }));
  const given = await tell(desk, { news }, hearers, asked);
  return { ...given, writes: [...given.writes, ...due.map(({ id }) => tellingNow(derivedId("told", id, offer), asked.atMs))] };
}

function follow(given: Awaited<ReturnType<typeof tellOnce>>, next: Telling | undefined, asked: Asked): Outcome<undefined> {
  return { ...given, tasks: next === undefined ? given.tasks : [...given.tasks, taskFor(next, asked.atMs)], answer: undefined };
}
