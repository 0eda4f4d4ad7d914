import type { CloudEvent, DataOf } from "@teilhabe/contracts/event";
import { IdeaAuthored } from "@teilhabe/contracts/ideas/events";
import type { World } from "@teilhabe/platform/clock";
import type { Desk } from "@teilhabe/platform/decide";
import { derivedId } from "@teilhabe/platform/derived-id";
import { type Asked, put, type Write } from "@teilhabe/platform/rule";
import { inboxDocument, subscriptionDocument, topicKey } from "../domain/documents.ts";

const TOKEN_BYTES = 24;

/** Authors hear of their own ideas without asking; they can end it like any other subscription. @returns the topics that somebody follows from now on, too */
export async function followOwnIdeas(
  desk: Desk,
  events: readonly CloudEvent[],
  world: World,
  asked: Asked,
): Promise<{ readonly writes: readonly Write[]; readonly topics: ReadonlySet<string> }> {
  const wished = wishedBy(events);
  const ids = wished.map(({ id }) => id);
  const known = ids.length === 0 ? [] : await desk.loadMany(subscriptionDocument, ids);
  const fresh = wished.filter((_, index) => known[index] === undefined);
  const persons = [...new Set(fresh.map(({ person }) => person))];
  const inboxes = persons.length === 0 ? [] : await desk.loadMany(inboxDocument, persons);
  const forgotten = new Set(persons.filter((_, index) => inboxes[index]?.state.forgotten === true));
  const followed = fresh.filter(({ person }) => !forgotten.has(person));
  return {
    writes: followed.map(({ id, person, topic }) => put(subscriptionDocument, id, { person, topic, sinceMs: asked.atMs, token: newToken(world) })),
    topics: new Set(followed.map(({ topic }) => topicKey(topic))),
  };
}

/** Each once, though an event may stand in a page twice. */
function wishedBy(events: readonly CloudEvent[]) {
  const wished = events
    .filter(({ type }) => type === IdeaAuthored.type)
    .map(({ data }) => {
      const { idea, person } = data as DataOf<typeof IdeaAuthored>;
      const topic = { kind: "idea", id: idea } as const;
      return { id: derivedId("subscription", person, JSON.stringify(topic)), person, topic };
    });
  return [...new Map(wished.map((wish) => [wish.id, wish])).values()];
}

function newToken(world: World): string {
  return Buffer.from(world.randomBytes(TOKEN_BYTES)).toString("base64url");
}
