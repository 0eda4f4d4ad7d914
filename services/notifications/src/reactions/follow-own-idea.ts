import { IdeaAuthored } from "@teilhabe/contracts/ideas/events";
import type { World } from "@teilhabe/platform/clock";
import { derivedId } from "@teilhabe/platform/derived-id";
import { on } from "@teilhabe/platform/module";
import { put } from "@teilhabe/platform/rule";
import { inboxDocument, subscriptionDocument } from "../domain/documents.ts";

const TOKEN_BYTES = 24;

/** Authors hear of their own ideas without asking; they can end it like any other subscription. */
export function followOwnIdea(world: World) {
  return on(IdeaAuthored, "follow-own-idea", async (desk, { idea, person }, asked) => {
    const topic = { kind: "idea", id: idea } as const;
    const id = derivedId("subscription", person, JSON.stringify(topic));
    if ((await desk.load(subscriptionDocument, id)) !== undefined) return undefined;
    if ((await desk.load(inboxDocument, person))?.state.forgotten === true) return undefined;
    const token = Buffer.from(world.randomBytes(TOKEN_BYTES)).toString("base64url");
    return { writes: [put(subscriptionDocument, id, { person, topic, sinceMs: asked.atMs, token })], answer: undefined };
  });
}
