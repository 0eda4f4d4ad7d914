import type { Loaded } from "@teilhabe/platform/rule";
import { type Outcome, put } from "@teilhabe/platform/rule";
import { erasureDocument } from "./documents.ts";
import { answeredBy, type Erasure } from "./erasure.ts";

/** A service says that it has forgotten a person. Said again, or of an erasure long dropped, it changes nothing. */
export function noteForgotten(erasure: Loaded<Erasure> | undefined, service: string, at: string): Outcome<undefined> | undefined {
  if (erasure === undefined) return undefined;
  const open = erasure.state.services.some((one) => one.service === service && one.forgottenAt === undefined);
  if (!open) return undefined;
  return { writes: [put(erasureDocument, erasure.id, answeredBy(erasure.state, service, at))], answer: undefined };
}
