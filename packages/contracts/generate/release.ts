import { exampleOf } from "../src/documents/asyncapi.ts";
import { breaksBetween } from "../src/documents/compatibility.ts";
import { eventSchemaOf } from "../src/documents/event-schema.ts";
import type { CloudEvent, EventDefinition } from "../src/event.ts";
import { textOf } from "./documents.ts";

/** Released events that today's contracts no longer keep to; one line for each fault. */
export class BrokenRelease extends Error {
  override readonly name = "BrokenRelease";
}

/** What today's contracts break of what was released: `<type><pointer>: what`, empty when nothing. */
export function brokenReleases(events: readonly EventDefinition[], released: ReadonlyMap<string, string>): readonly string[] {
  return [...released.keys()]
    .filter((name) => name.endsWith(".schema.json"))
    .flatMap((name) => {
      const type = name.slice(0, -".schema.json".length);
      const event = events.find((candidate) => candidate.type === type);
      if (event === undefined) return [`${type}: was released and is gone`];
      const breaks = breaksBetween(JSON.parse(released.get(name) ?? ""), eventSchemaOf(event));
      return breaks.map(({ pointer, what }) => `${type}${pointer}: ${what}`);
    });
}

/**
 * The snapshots after a release of today's events: schemas of new and of compatibly grown ones, and one golden event more where the example changed.
 * @throws BrokenRelease when a released event was changed incompatibly: give it the next version instead
 */
export function releaseOf(events: readonly EventDefinition[], released: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const broken = brokenReleases(events, released);
  if (broken.length > 0) throw new BrokenRelease(`give these events a new version instead of changing them:\n  ${broken.join("\n  ")}`);
  return new Map(
    events.flatMap((event) => [
      [`${event.type}.schema.json`, textOf(eventSchemaOf(event))] as const,
      [`${event.type}.golden.json`, textOf(goldenEvents(event, released.get(`${event.type}.golden.json`)))] as const,
    ]),
  );
}

/** Golden events are only ever added: each released example must parse for ever. */
function goldenEvents(event: EventDefinition, before: string | undefined): readonly CloudEvent[] {
  const golden = before === undefined ? [] : (JSON.parse(before) as CloudEvent[]);
  const example = exampleOf(event);
  const known = golden.some((one) => JSON.stringify(one.data) === JSON.stringify(example.data));
  return known ? golden : [...golden, example];
}
