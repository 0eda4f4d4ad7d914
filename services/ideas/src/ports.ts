import type { PortsFor } from "@teilhabe/platform/module";
import { mongoDiscussionQueries } from "./queries/discussion-queries.mongo.ts";
import { sqliteDiscussionQueries } from "./queries/discussion-queries.sqlite.ts";
import type { DiscussionQueries } from "./queries/discussion-queries.ts";
import { mongoIdeaQueries } from "./queries/idea-queries.mongo.ts";
import { sqliteIdeaQueries } from "./queries/idea-queries.sqlite.ts";
import type { IdeaQueries } from "./queries/idea-queries.ts";
import { mongoPersonQueries } from "./queries/person-queries.mongo.ts";
import { sqlitePersonQueries } from "./queries/person-queries.sqlite.ts";
import type { PersonQueries } from "./queries/person-queries.ts";

/** What this module reads beyond single documents. */
export type IdeasPorts = { readonly ideas: IdeaQueries; readonly discussion: DiscussionQueries; readonly persons: PersonQueries };

export const ideasPorts: PortsFor<IdeasPorts> = {
  sqlite: (database) => ({
    ideas: sqliteIdeaQueries(database),
    discussion: sqliteDiscussionQueries(database),
    persons: sqlitePersonQueries(database),
  }),
  mongodb: (connection) => ({
    ideas: mongoIdeaQueries(connection),
    discussion: mongoDiscussionQueries(connection),
    persons: mongoPersonQueries(connection),
  }),
};
