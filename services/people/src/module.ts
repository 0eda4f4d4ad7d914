import { peopleContract } from "@teilhabe/contracts/people/contract";
import { defineModule, type ModuleContext } from "@teilhabe/platform/module";
import { documents } from "./domain/documents.ts";
import { DROP_ACTS } from "./domain/record-act.ts";
import { DROP_ERASURE } from "./domain/request-erasure.ts";
import { dropActs, dropErasure } from "./dropping.ts";
import { exportPage } from "./export-me.ts";
import { handlers } from "./handlers.ts";
import { lists } from "./lists.ts";
import { ownData } from "./own-data.ts";
import { mongoPeopleQueries } from "./queries/people-queries.mongo.ts";
import { sqlitePeopleQueries } from "./queries/people-queries.sqlite.ts";
import type { PeopleQueries } from "./queries/people-queries.ts";
import { noteWhoHasForgotten } from "./reactions/note-who-has-forgotten.ts";
import { recordActs } from "./reactions/record-acts.ts";
import { actsRecorded, forgotten, keepers } from "./services-with-data.ts";

/** A service that does not answer within this time is named as such in an export. */
const EXPORT_PART_TIMEOUT_MS = 3_000;

export const people = defineModule({
  name: "people",
  contract: peopleContract,
  asks: keepers.map((keeper) => keeper.operation),
  hears: [...forgotten, ...actsRecorded].map((heard) => heard.event),
  documents,
  ports: { sqlite: sqlitePeopleQueries, mongodb: mongoPeopleQueries },
  start({ store, ports: queries, decide, ask }: ModuleContext<PeopleQueries>) {
    const list = lists(store, queries);
    const readOwn = ownData(store, queries);
    const parts = [
      { service: "people", part: readOwn },
      ...keepers.map(({ service, operation }) => ({
        service,
        part: (person: string, after: string | undefined) =>
          ask(operation, { person, ...(after !== undefined && { after }) }, { timeoutMs: EXPORT_PART_TIMEOUT_MS }),
      })),
    ];
    return {
      operations: {
        ...handlers(store, decide),
        exportMe: ({ after }, asked) => exportPage(parts, asked.by ?? "", after),
        readPersonData: async ({ person, after }) => ({ ...(await readOwn(person, after)) }),
        listErasures: list.erasures,
        listGrants: list.grants,
        listActs: list.acts,
      },
      reactions: [...noteWhoHasForgotten, ...recordActs],
      tasks: { [DROP_ERASURE]: dropErasure, [DROP_ACTS]: dropActs(queries) },
    };
  },
});
