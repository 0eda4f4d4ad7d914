import type { Channel } from "@teilhabe/contracts/voting/shapes";
import type { SqliteDatabase } from "@teilhabe/platform/store/sqlite-database";
import { issuedLineOf } from "../domain/issue-credential.ts";
import type { BallotRow, VotingQueries } from "./voting-queries.ts";

export function sqliteVotingQueries({ prepare }: SqliteDatabase): VotingQueries {
  const ids = (sql: string, ...values: (string | number)[]) =>
    prepare(sql)
      .all(...values)
      .map((row) => row["id"] as string);

  return {
    async listBallots({ stage, consultation, after, limit }) {
      const where = [
        stage === undefined ? "shown = ?" : "stage = ?",
        ...(consultation === undefined ? [] : ["consultation = ?"]),
        ...(after === undefined ? [] : ["(opensAtMs, id) < (?, ?)"]),
      ];
      const values = [
        stage ?? "all",
        ...(consultation === undefined ? [] : [consultation]),
        ...(after === undefined ? [] : [after.opensAtMs, after.id]),
      ];
      return prepare(
        `SELECT id, title, consultation, stage, secrecy, opensAtMs, closesAtMs FROM ballot
         WHERE ${where.join(" AND ")} ORDER BY opensAtMs DESC, id DESC LIMIT ?`,
      ).all(...values, limit) as BallotRow[];
    },
    async rollSizes(roll) {
      const rows = prepare("SELECT district, count(*) AS size FROM roll_entry WHERE roll = ? GROUP BY district ORDER BY district").all(roll);
      return rows as { district: string | null; size: number }[];
    },
    rollEntries: async (roll, limit) => ids("SELECT id FROM roll_entry WHERE roll = ? LIMIT ?", roll, limit),
    claims: async (ballot, limit) => ids("SELECT id FROM claim WHERE ballot = ? LIMIT ?", ballot, limit),
    async claimSizes(ballot) {
      const sql = "SELECT district, channel, count(*) AS size FROM claim WHERE ballot = ? GROUP BY district, channel ORDER BY district, channel";
      return prepare(sql).all(ballot) as { district: string; channel: Channel; size: number }[];
    },
    async issued(ballot, after, limit) {
      const rows = prepare("SELECT id, state FROM issue WHERE id > ? AND id < ? ORDER BY id LIMIT ?").all(`${ballot}:${after}`, `${ballot};`, limit);
      return rows.map((row) => issuedLineOf(row["id"] as string, JSON.parse(row["state"] as string)));
    },
    keptAdmissions: async (after, limit) => ids("SELECT id FROM admission WHERE kept = 'yes' AND id > ? ORDER BY id LIMIT ?", after, limit),
  };
}
