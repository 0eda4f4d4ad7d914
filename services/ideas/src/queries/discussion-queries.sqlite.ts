import type { Ground } from "@teilhabe/contracts/ideas/shapes";
import type { DocumentKind } from "@teilhabe/platform/rule";
import type { SqliteDatabase } from "@teilhabe/platform/store/sqlite-database";
import { upcast } from "@teilhabe/platform/store/upcast";
import { caseDocument, commentDocument, consultationDocument, historyDocument, reportDocument } from "../domain/documents.ts";
import type { DiscussionQueries, Moment } from "./discussion-queries.ts";

type Row = { id: string; version: number; schema: number; state: string; shownName?: string | null };
type Value = string | number;

/** One page of one kind of document, sorted by a time. */
type Page = {
  readonly kind: DocumentKind<unknown>;
  readonly time: string;
  readonly order: "oldest" | "newest";
  readonly where: readonly (readonly [sql: string, ...values: readonly Value[]] | undefined)[];
  readonly after: Moment | undefined;
  readonly limit: number;
  readonly named?: boolean;
};

export function sqliteDiscussionQueries({ prepare, read }: SqliteDatabase): DiscussionQueries {
  function select({ kind, time, order, where, after, limit, named = false }: Page): Promise<Row[]> {
    const [direction, beyond] = order === "oldest" ? ["ASC", ">"] : ["DESC", "<"];
    const from = after === undefined ? undefined : ([`(d.${time}, d.id) ${beyond} (?, ?)`, after.at, after.id] as const);
    const terms = [...where, from].filter((term) => term !== undefined);
    const sql = `SELECT d.id, d.version, d.schema, d.state ${named ? ", w.shownName" : ""} FROM ${kind.name.replaceAll("-", "_")} d
      ${named ? "LEFT JOIN writer w ON w.id = d.author" : ""} WHERE ${terms.map(([term]) => term).join(" AND ")}
      ORDER BY d.${time} ${direction}, d.id ${direction} LIMIT ?`;
    return read(() => prepare(sql).all(...terms.flatMap(([, ...values]) => values), limit) as Row[]);
  }

  return {
    async listConsultations({ stage, district, staffToo, after, limit }) {
      const where = [
        ["d.stage = ?", stage] as const,
        staffToo ? undefined : (["d.audience = 'public'"] as const),
        district === undefined ? undefined : (["d.id IN (SELECT id FROM consultation_districts WHERE value = ?)", district] as const),
      ];
      const rows = await select({ kind: consultationDocument, time: "listedAt", order: "newest", where, after, limit });
      return rows.map((row) => ({ id: row.id, version: row.version, consultation: stateOf(consultationDocument, row) }));
    },
    async listComments({ idea, order, after, limit }) {
      const rows = await select({ kind: commentDocument, time: "at", order, where: [["d.idea = ?", idea]], after, limit, named: true });
      return rows.map((row) => ({
        id: row.id,
        comment: stateOf(commentDocument, row),
        ...(typeof row.shownName === "string" && { name: row.shownName }),
      }));
    },
    async listHistory({ idea, after, limit }) {
      const rows = await select({ kind: historyDocument, time: "at", order: "oldest", where: [["d.idea = ?", idea]], after, limit });
      return rows.map((row) => ({ id: row.id, ...stateOf(historyDocument, row) }));
    },
    async countIdea(idea) {
      const [supports, comments] = await read(() => [
        prepare("SELECT count(*) AS n FROM support WHERE idea = ?").get(idea)?.["n"] as number,
        prepare("SELECT count(*) AS n, max(at) AS last FROM comment WHERE idea = ? AND stage = 'published'").get(idea),
      ]);
      return { supports, comments: comments?.["n"] as number, lastCommentAt: (comments?.["last"] as string | null) ?? undefined };
    },
    async listCases({ stage, consultation, after, limit }) {
      const where = [["d.stage = ?", stage] as const, consultation === undefined ? undefined : (["d.consultation = ?", consultation] as const)];
      const rows = await select({ kind: caseDocument, time: "firstAt", order: "oldest", where, after, limit });
      return rows.map((row) => ({ id: row.id, reported: stateOf(caseDocument, row) }));
    },
    async listReports({ target, order, after, limit }) {
      const rows = await select({ kind: reportDocument, time: "at", order, where: [["d.target = ?", target]], after, limit });
      return rows.map((row) => ({ id: row.id, ...stateOf(reportDocument, row) }));
    },
    async countReports(target, since) {
      const sql =
        "SELECT ground, count(*) AS reports, min(at) AS first, max(at) AS last FROM report WHERE target = ? AND at > ? GROUP BY ground ORDER BY ground";
      type Grouped = { ground: Ground; reports: number; first: string; last: string };
      const rows = await read(() => prepare(sql).all(target, since ?? "") as Grouped[]);
      if (rows.length === 0) return undefined;
      return {
        grounds: rows.map(({ ground, reports }) => ({ ground, reports })),
        firstAt: rows.map(({ first }) => first).toSorted()[0] ?? "",
        lastAt:
          rows
            .map(({ last }) => last)
            .toSorted()
            .at(-1) ?? "",
      };
    },
  };
}

function stateOf<State>(kind: DocumentKind<State>, { schema, state }: Row): State {
  return upcast(kind, schema, JSON.parse(state));
}
