import { capacityContract } from "@teilhabe/contracts/capacity/contract";
import { PersonForgotten } from "@teilhabe/contracts/capacity/events";
import { factOf } from "@teilhabe/contracts/event";
import { PersonErased } from "@teilhabe/contracts/people/events";
import { defineModule, type ModuleContext, on } from "@teilhabe/platform/module";
import { documents } from "./domain/documents.ts";
import { REFRESH } from "./domain/refresh-listings.ts";
import { offerHandlers } from "./handlers/offers.ts";
import { providerHandlers } from "./handlers/providers.ts";
import { regionHandlers } from "./handlers/regions.ts";
import { readLookups } from "./lookups.ts";
import { mongoCapacityQueries } from "./queries/capacity-queries.mongo.ts";
import { sqliteCapacityQueries } from "./queries/capacity-queries.sqlite.ts";
import type { CapacityQueries } from "./queries/capacity-queries.ts";
import { refreshing } from "./tasks/refreshing.ts";
import { TIDY, tidying, tidyTask } from "./tasks/tidying.ts";

export const capacity = defineModule({
  name: "capacity",
  contract: capacityContract,
  hears: [PersonErased],
  documents,
  ports: { sqlite: sqliteCapacityQueries, mongodb: mongoCapacityQueries },
  start(context: ModuleContext<CapacityQueries>) {
    const lookups = readLookups();
    return {
      operations: { ...providerHandlers(context, lookups), ...offerHandlers(context, lookups), ...regionHandlers(context) },
      reactions: [
        // Nothing here names a person: who reported is told to `people` only, as an act.
        on(PersonErased, "forget-person", async (_desk, { person }) => ({ facts: [factOf(PersonForgotten, { person })], answer: undefined })),
      ],
      tasks: { [REFRESH]: refreshing(context.ports), [TIDY]: tidying(context.ports) },
      firstTasks: [tidyTask(context.world.nowMs())],
    };
  },
});
