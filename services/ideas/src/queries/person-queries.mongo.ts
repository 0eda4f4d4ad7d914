import type { Connection } from "mongoose";
import type { PersonQueries } from "./person-queries.ts";

const FIELD = { idea: "author", comment: "author", support: "person", report: "person" } as const;

export function mongoPersonQueries(connection: Connection): PersonQueries {
  return {
    async idsOf(kind, person, after, limit) {
      const found = connection
        .collection<{ _id: string }>(kind)
        .find({ [FIELD[kind]]: person, _id: { $gt: after ?? "" } } as object)
        .sort({ _id: 1 })
        .limit(limit);
      return (await found.project<{ _id: string }>({ _id: 1 }).toArray()).map(({ _id }) => _id);
    },
  };
}
