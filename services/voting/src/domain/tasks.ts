import type { TaskDraft } from "@teilhabe/platform/rule";

/** What voting does later; each kind has its handler in `src/later`. */
export type TaskKind =
  | "begin-opening"
  | "open-box"
  | "amend-box"
  | "begin-closing"
  | "seal-box"
  | "list-issued"
  | "sign-roll"
  | "count"
  | "publish"
  | "forget"
  | "purge-claims"
  | "purge-papers"
  | "purge-roll"
  | "log-papers";

/** All tasks of one ballot go one after the other. */
function task(kind: TaskKind, ballot: string, name: string | number, dueAtMs: number, data: Readonly<Record<string, unknown>> = {}): TaskDraft {
  return { kind, id: `${kind}/${ballot}/${name}`, key: `ballot/${ballot}`, dueAtMs, data: { ballot, ...data } };
}

/** Moves a scheduled ballot to opening. */
export const beginOpeningTask = (ballot: string, opensAtMs: number) => task("begin-opening", ballot, opensAtMs, opensAtMs);
/** @param version of the ballot that is opening, so that a second opening is another task @param step which of its steps, for the same reason */
export const openBoxTask = (ballot: string, version: number, nowMs: number, step: "first" | "issued" = "first") =>
  task("open-box", ballot, step === "first" ? version : `${version}/${step}`, nowMs);
export const amendBoxTask = (ballot: string, amendment: number, nowMs: number) => task("amend-box", ballot, amendment, nowMs);
/** Closes an open ballot whose closing time is still this one. */
export const beginClosingTask = (ballot: string, closesAtMs: number, graceMs: number) =>
  task("begin-closing", ballot, closesAtMs, closesAtMs + graceMs + 1);
export const sealBoxTask = (ballot: string, nowMs: number) => task("seal-box", ballot, 1, nowMs);
/** A list is written again, up to a few rounds, when somebody was claimed while it was written. */
export type ListingPage = { readonly page: number; readonly after: string; readonly round: number };
export const FIRST_PAGE: ListingPage = { page: 0, after: "", round: 1 };
/** Writes one page of the list of issued credentials, from after this name. */
export const listIssuedTask = (ballot: string, at: ListingPage, nowMs: number) => task("list-issued", ballot, `${at.round}/${at.page}`, nowMs, at);
/** Vouches for the list of `parts` parts and the figures of the roll. */
export const signRollTask = (ballot: string, parts: number, round: number, nowMs: number) =>
  task("sign-roll", ballot, round, nowMs, { parts, round });
export const countTask = (ballot: string, nowMs: number) => task("count", ballot, 1, nowMs);
/** Signs the manifest over everything that is published. */
export const publishTask = (ballot: string, nowMs: number) => task("publish", ballot, 1, nowMs);
export const logPapersTask = (ballot: string, batch: string, nowMs: number) => task("log-papers", ballot, batch, nowMs, { batch });
/** Deletes batches of papers that never came into the log. */
export const purgePapersTask = (ballot: string, page: number, nowMs: number) => task("purge-papers", ballot, page, nowMs, { page });
/** Deletes what links votes to persons. */
export const forgetTask = (ballot: string, dueAtMs: number) => task("forget", ballot, 1, dueAtMs);
export const purgeClaimsTask = (ballot: string, page: number, nowMs: number) => task("purge-claims", ballot, page, nowMs, { page });

/** By itself: it must not hold up what else happens to the ballot. */
export function purgeRollTask(ballot: string, generation: number, nowMs: number, page = 0): TaskDraft {
  const id = `purge-roll/${ballot}/${generation}`;
  return { kind: "purge-roll", id: `${id}/${page}`, key: id, dueAtMs: nowMs, data: { ballot, generation, page } };
}
