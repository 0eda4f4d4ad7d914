import type { Connection } from "mongoose";
import type { Issue } from "../domain/admission.ts";
import { admissionKind, ballotKind, claimKind, issueKind, rollKind } from "../domain/documents.ts";
import { issuedLineOf } from "../domain/issue-credential.ts";
import type { ClaimSizes } from "../domain/roll-figures.ts";
import type { BallotRow, VotingQueries } from "./voting-queries.ts";

type Listed = Omit<BallotRow, "id"> & { readonly _id: string };
type Entry = { readonly _id: string; readonly roll: string; readonly district: string | null };
type Keyed = { readonly _id: string; readonly ballot: string; readonly kept: string | null };

export function mongoVotingQueries(connection: Connection): VotingQueries {
  const ballots = connection.collection<Listed & { shown: string }>(ballotKind.name);
  const roll = connection.collection<Entry>(rollKind.name);
  const ids = async (kind: { readonly name: string }, filter: object, limit: number, sort: object = {}) => {
    const found = connection.collection<Keyed>(kind.name).find(filter).project<{ _id: string }>({ _id: 1 });
    return (
      await found
        .sort(sort as { _id?: 1 })
        .limit(limit)
        .toArray()
    ).map(({ _id }) => _id);
  };

  return {
    async listBallots({ stage, consultation, after, limit }) {
      const filter = {
        ...(stage === undefined ? { shown: "all" } : { stage }),
        ...(consultation !== undefined && { consultation }),
        ...(after !== undefined && { $or: [{ opensAtMs: { $lt: after.opensAtMs } }, { opensAtMs: after.opensAtMs, _id: { $lt: after.id } }] }),
      };
      const found = ballots.find(filter).project<Listed>({ state: 0 }).sort({ opensAtMs: -1, _id: -1 }).limit(limit);
      return (await found.toArray()).map(({ _id: id, title, consultation: of, stage: at, secrecy, opensAtMs, closesAtMs }) => ({
        ...{ id, title, consultation: of, stage: at, secrecy, opensAtMs, closesAtMs },
      }));
    },
    async rollSizes(name) {
      const groups = roll.aggregate<{ _id: string | null; size: number }>([
        { $match: { roll: name } },
        { $group: { _id: "$district", size: { $sum: 1 } } },
        { $sort: { _id: 1 } },
      ]);
      return (await groups.toArray()).map(({ _id: district, size }) => ({ district, size }));
    },
    rollEntries: (name, limit) => ids(rollKind, { roll: name }, limit),
    claims: (ballot, limit) => ids(claimKind, { ballot }, limit),
    async claimSizes(ballot) {
      const groups = connection
        .collection<Keyed>(claimKind.name)
        .aggregate<{ _id: Pick<ClaimSizes[number], "district" | "channel">; size: number }>([
          { $match: { ballot } },
          { $group: { _id: { district: "$district", channel: "$channel" }, size: { $sum: 1 } } },
          { $sort: { "_id.district": 1, "_id.channel": 1 } },
        ]);
      return (await groups.toArray()).map(({ _id, size }) => ({ ..._id, size }));
    },
    async issued(ballot, after, limit) {
      const found = connection
        .collection<{ _id: string; state: Issue }>(issueKind.name)
        .find({ _id: { $gt: `${ballot}:${after}`, $lt: `${ballot};` } });
      return (await found.sort({ _id: 1 }).limit(limit).toArray()).map(({ _id, state }) => issuedLineOf(_id, state));
    },
    keptAdmissions: (after, limit) => ids(admissionKind, { kept: "yes", _id: { $gt: after } }, limit, { _id: 1 }),
  };
}
