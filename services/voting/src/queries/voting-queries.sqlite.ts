import type { Channel } from "@teilhabe/contracts/voting/shapes";
import type { SqliteDatabase } from "@teilhabe/platform/store/sqlite-database";
import { issuedLineOf } from "../domain/issue-credential.ts";
import type { BallotRow, VotingQueries } from "./voting-queries.ts";

export function sqliteVotingQueries({ prepare, read }: SqliteDatabase): VotingQueries {
  const rows = <Row>(sql: string, ...values: (string | number)[]) => read(() => prepare(sql).all(...values) as Row[]);
  const ids = async (sql: string, ...values: (string | number)[]) => (await rows<{ id: string }>(sql, ...values)).map(({ id }) => id);

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
      const sql = `SELECT id, title, consultation, stage, secrecy, opensAtMs, closesAtMs FROM ballot
        WHERE ${where.join(" AND ")} ORDER BY opensAtMs DESC, id DESC LIMIT ?`;
      return rows<BallotRow>(sql, ...values, limit);
    },
    async rollSizes(roll) {
      return rows("SELECT district, count(*) AS size FROM roll_entry WHERE roll = ? GROUP BY district ORDER BY district", roll);
    },
    rollEntries: async (roll, limit) => ids("SELECT id FROM roll_entry WHERE roll = ? LIMIT ?", roll, limit),
    claims: async (ballot, limit) => ids("SELECT id FROM claim WHERE ballot = ? LIMIT ?", ballot, limit),
    async claimSizes(ballot) {
      const sql = "SELECT district, channel, count(*) AS size FROM claim WHERE ballot = ? GROUP BY district, channel ORDER BY district, channel";
      return rows<{ district: string; channel: Channel; size: number }>(sql, ballot);
    },
    async issued(ballot, after, limit) {
      const sql = "SELECT id, state FROM issue WHERE id > ? AND id < ? ORDER BY id LIMIT ?";
      const issued = await rows<{ id: string; state: string }>(sql, `${ballot}:${after}`, `${ballot};`, limit);
      return issued.map(({ id, state }) => issuedLineOf(id, JSON.parse(state)));
    },
    keptAdmissions: async (after, limit) => ids("SELECT id FROM admission WHERE kept = 'yes' AND id > ? ORDER BY id LIMIT ?", after, limit),
  };
}
