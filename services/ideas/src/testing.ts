import type { Asker } from "@teilhabe/contracts/asker";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import type { SentTo } from "@teilhabe/contracts/operation";
import type { Id } from "@teilhabe/contracts/shapes";
import { citizen, staff } from "@teilhabe/platform/testing/askers";
import type { Started } from "@teilhabe/platform/testing/started";

const { createConsultation, publishConsultation, submitIdea } = ideasContract.operations;

export const anna = citizen("anna");
export const bert = citizen("bert");
export const cleo = staff("cleo");

/** A published consultation in the phase for ideas, unless told otherwise. */
export async function openConsultation(platform: Started, more: Partial<SentTo<typeof createConsultation>> = {}): Promise<Id> {
  const { consultation } = await platform.done(
    createConsultation,
    {
      title: "Bänke im Park",
      description: "Wo sollen neue Bänke stehen?",
      schedule: [{ phase: "ideas", from: "2026-11-01T00:00:00.000Z" }],
      categories: [
        { code: "parks", name: "Parks" },
        { code: "roads", name: "Straßen" },
      ],
      districts: [{ code: "east", name: "Ost" }],
      ...more,
    },
    cleo,
  );
  await platform.done(publishConsultation, { consultation }, cleo);
  return consultation;
}

export async function ideaIn(platform: Started, consultation: Id, more: Partial<SentTo<typeof submitIdea>> = {}, asker: Asker = anna): Promise<Id> {
  const input = { consultation, title: "Bänke am Weiher", text: "Am Weiher fehlen Bänke im Schatten.", ...more };
  return (await platform.done(submitIdea, input, asker)).idea;
}

/** Types of the events in the service's stream, without the record of staff's acts. */
export async function told(platform: Started): Promise<string[]> {
  return (await platform.events("ideas")).map((event) => event.type.slice("ideas.".length, -".v1".length)).filter((type) => type !== "act-recorded");
}
