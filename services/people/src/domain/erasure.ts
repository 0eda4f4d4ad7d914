import type { Erasure as ShownErasure } from "@teilhabe/contracts/people/shapes";
import type { Id, Instant } from "@teilhabe/contracts/shapes";

/** So long the record of an erasure is kept; it holds ids and times only. */
export const ERASURE_KEPT_MS = 366 * 86_400_000;

export type Erasure = {
  readonly person: Id;
  readonly stage: "running" | "done";
  readonly requestedBy: "self" | "operator";
  readonly requestedAt: Instant;
  readonly doneAt?: Instant;
  readonly services: readonly { readonly service: string; readonly forgottenAt?: Instant }[];
};

/** Without whose it is. */
export function shownErasure(id: Id, { person: _person, services, ...shown }: Erasure): ShownErasure {
  return { id, ...shown, services: services.map((service) => ({ ...service })) };
}

/** The erasure once this service has answered; the same again when it already had. */
export function answeredBy(erasure: Erasure, service: string, at: Instant): Erasure {
  const services = erasure.services.map((one) => (one.service === service && one.forgottenAt === undefined ? { service, forgottenAt: at } : one));
  const done = services.every((one) => one.forgottenAt !== undefined);
  return { ...erasure, services, ...(done && erasure.stage === "running" && { stage: "done", doneAt: at }) };
}
