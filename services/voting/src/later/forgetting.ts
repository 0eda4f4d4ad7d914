import type { TaskHandler } from "@teilhabe/platform/module";
import { put, remove } from "@teilhabe/platform/rule";
import { admissionKind, ballotKind, claimKind, rollKind } from "../domain/documents.ts";
import { purgeClaimsTask, purgeRollTask } from "../domain/tasks.ts";
import type { Context, OnBallot } from "./on-ballot.ts";

/** Claims or entries deleted in one commit. */
const PURGED_AT_ONCE_MAX = 500;

/** After the objection period: without its keys nothing of a ballot leads to a person any more; then the rest is deleted too. */
export const forgetKeys: TaskHandler<OnBallot> = async (desk, { ballot: id }, { atMs }) => {
  const ballot = await desk.load(ballotKind, id);
  await desk.load(admissionKind, id);
  return {
    writes: [put(admissionKind, id, { stage: "forgotten" })],
    tasks: [purgeClaimsTask(id, 0, atMs), ...(ballot === undefined ? [] : [purgeRollTask(id, ballot.state.rollGeneration, atMs)])],
    answer: undefined,
  };
};

export function purgeClaims({ ports: queries }: Context): TaskHandler<OnBallot & { page: number }> {
  return async (desk, { ballot, page }, { atMs }) => {
    const ids = await queries.claims(ballot, PURGED_AT_ONCE_MAX);
    if (ids.length === 0) return undefined;
    await desk.loadMany(claimKind, ids);
    return { writes: ids.map((id) => remove(claimKind, id)), tasks: [purgeClaimsTask(ballot, page + 1, atMs)], answer: undefined };
  };
}

/** Entries of a roll that was cleared, thrown away with its draft, or is no longer needed. */
export function purgeRoll({ ports: queries }: Context): TaskHandler<OnBallot & { generation: number; page: number }> {
  return async (desk, { ballot, generation, page }, { atMs }) => {
    const ids = await queries.rollEntries(`${ballot}:${generation}`, PURGED_AT_ONCE_MAX);
    if (ids.length === 0) return undefined;
    await desk.loadMany(rollKind, ids);
    return { writes: ids.map((id) => remove(rollKind, id)), tasks: [purgeRollTask(ballot, generation, atMs, page + 1)], answer: undefined };
  };
}
