import type { Ground } from "@teilhabe/contracts/ideas/shapes";
import type { DocumentKind } from "@teilhabe/platform/rule";
import { upcast } from "@teilhabe/platform/store/upcast";
import type { Connection } from "mongoose";
import {
  caseDocument,
  commentDocument,
  consultationDocument,
  historyDocument,
  reportDocument,
  supportDocument,
  writerDocument,
} from "../domain/documents.ts";
import type { DiscussionQueries, Moment } from "./discussion-queries.ts";

type Stored = { _id: string; version: number; schema: number; state: unknown; author?: string | null };
type Filter = Record<string, unknown>;
type Page = {
  readonly kind: DocumentKind<unknown>;
  readonly time: string;
  readonly order: "oldest" | "newest";
  readonly filter: Filter;
  readonly after: Moment | undefined;
  readonly limit: number;
};

export function mongoDiscussionQueries(connection: Connection): DiscussionQueries {
  function select({ kind, time, order, filter, after, limit }: Page): Promise<Stored[]> {
    const [direction, beyond] = order === "oldest" ? ([1, "$gt"] as const) : ([-1, "$lt"] as const);
    const from = after === undefined ? {} : { $or: [{ [time]: { [beyond]: after.at } }, { [time]: after.at, _id: { [beyond]: after.id } }] };
    return connection
      .collection<Stored>(kind.name)
      .find({ $and: [filter, from] } as object)
      .sort({ [time]: direction, _id: direction })
      .limit(limit)
      .project<Stored>({ version: 1, schema: 1, state: 1, author: 1 })
      .toArray();
  }

  async function namesOf(people: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    const writers = connection.collection<{ _id: string; shownName: string | null }>(writerDocument.name);
    const found = await writers
      .find({ _id: { $in: [...new Set(people)] } })
      .project<{ _id: string; shownName: string | null }>({ shownName: 1 })
      .toArray();
    return new Map(found.map(({ _id, shownName }) => [_id, shownName]));
  }

  return {
    async listConsultations({ stage, district, staffToo, after, limit }) {
      const filter = { stage, ...(district !== undefined && { districts: district }), ...(staffToo ? {} : { audience: "public" }) };
      const found = await select({ kind: consultationDocument, time: "listedAt", order: "newest", filter, after, limit });
      return found.map((stored) => ({ id: stored._id, version: stored.version, consultation: stateOf(consultationDocument, stored) }));
    },
    async listComments({ idea, order, after, limit }) {
      const found = await select({ kind: commentDocument, time: "at", order, filter: { idea }, after, limit });
      const names = await namesOf(found.map(({ author }) => author).filter((author) => typeof author === "string"));
      return found.map((stored) => {
        const name = names.get(stored.author ?? "");
        return { id: stored._id, comment: stateOf(commentDocument, stored), ...(typeof name === "string" && { name }) };
      });
    },
    async listHistory({ idea, after, limit }) {
      const found = await select({ kind: historyDocument, time: "at", order: "oldest", filter: { idea }, after, limit });
      return found.map((stored) => ({ id: stored._id, ...stateOf(historyDocument, stored) }));
    },
    async countIdea(idea) {
      const supports = await connection.collection(supportDocument.name).countDocuments({ idea });
      const published = { idea, stage: "published" };
      const comments = connection.collection<{ at: string }>(commentDocument.name);
      const [last] = await comments.find(published).sort({ at: -1 }).limit(1).project<{ at: string }>({ at: 1 }).toArray();
      return { supports, comments: last === undefined ? 0 : await comments.countDocuments(published), lastCommentAt: last?.at };
    },
    async listCases({ stage, consultation, after, limit }) {
      const filter = { stage, ...(consultation !== undefined && { consultation }) };
      const found = await select({ kind: caseDocument, time: "firstAt", order: "oldest", filter, after, limit });
      return found.map((stored) => ({ id: stored._id, reported: stateOf(caseDocument, stored) }));
    },
    async listReports({ target, order, after, limit }) {
      const found = await select({ kind: reportDocument, time: "at", order, filter: { target }, after, limit });
      return found.map((stored) => ({ id: stored._id, ...stateOf(reportDocument, stored) }));
    },
    async countReports(target, since) {
      type Group = { _id: Ground; reports: number; first: string; last: string };
      const counted = connection
        .collection(reportDocument.name)
        .aggregate<Group>([
          { $match: { target, at: { $gt: since ?? "" } } },
          { $group: { _id: "$ground", reports: { $sum: 1 }, first: { $min: "$at" }, last: { $max: "$at" } } },
          { $sort: { _id: 1 } },
        ]);
      const groups = await counted.toArray();
      if (groups.length === 0) return undefined;
      return {
        grounds: groups.map(({ _id, reports }) => ({ ground: _id, reports })),
        firstAt: groups.map(({ first }) => first).toSorted()[0] ?? "",
        lastAt:
          groups
            .map(({ last }) => last)
            .toSorted()
            .at(-1) ?? "",
      };
    },
  };
}

function stateOf<State>(kind: DocumentKind<State>, { schema, state }: Stored): State {
  return upcast(kind, schema, state);
}
