import { IdeaAuthored } from "@teilhabe/contracts/ideas/events";
import type { World } from "@teilhabe/platform/clock";
import type { PageReaction } from "@teilhabe/platform/module";
import { newsworthy } from "./domain/news.ts";
import type { NotificationQueries } from "./queries/notification-queries.ts";
import { followOwnIdeas } from "./reactions/follow-own-ideas.ts";
import { spreadTasks } from "./spread-news.ts";

/**
 * Most events are heard by nobody, so they are taken in by the page: what follows is a subscription for each author of an idea, and a task for each piece of news that
 * somebody wants. Authors hear what stands behind their idea in the same page, too.
 */
export function takingIn(queries: Pick<NotificationQueries, "subscribersOf">, world: World): PageReaction {
  return {
    events: [...newsworthy.map(({ event }) => event), IdeaAuthored],
    async handle(desk, events, asked) {
      const { writes, topics } = await followOwnIdeas(desk, events, world, asked);
      return { writes, tasks: await spreadTasks(queries, events, topics, asked), answer: undefined };
    },
  };
}
