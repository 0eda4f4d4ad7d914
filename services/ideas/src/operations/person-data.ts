import type { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { PERSON_DATA_PART_BYTES } from "@teilhabe/contracts/personal-data";
import type { Id } from "@teilhabe/contracts/shapes";
import type { HandlersOf, ModuleContext } from "@teilhabe/platform/module";
import { cursorOf, pageFrom, readCursor } from "@teilhabe/platform/paging";
import { commentDocument, ideaDocument, ideaTextDocument, reportDocument, supportDocument } from "../domain/documents.ts";
import type { IdeasPorts } from "../ports.ts";
import type { PersonsKind } from "../queries/person-queries.ts";

const KINDS: readonly PersonsKind[] = ["idea", "comment", "support", "report"];
const NAMED = { idea: "ideas", comment: "comments", support: "supports", report: "reports" } as const;
/** Of one kind, so many at once; cut shorter when their texts are long. */
const AT_ONCE = 50;

type Item = Readonly<Record<string, unknown>> & { readonly id: string };

/** Everything that a person wrote and did here, one kind after the other. */
export function readPersonData({ store, ports }: ModuleContext<IdeasPorts>): HandlersOf<typeof ideasContract>["readPersonData"] {
  async function items(kind: PersonsKind, ids: readonly string[]): Promise<Item[]> {
    if (kind === "idea") return ideas(ids);
    const document = { comment: commentDocument, support: supportDocument, report: reportDocument }[kind];
    const found = await store.loadMany<object>(document, ids);
    return found.flatMap((one) => (one === undefined ? [] : [{ id: one.id, ...one.state }]));
  }

  async function ideas(ids: readonly Id[]): Promise<Item[]> {
    const found = await store.loadMany(ideaDocument, ids);
    const texts = await store.loadMany(ideaTextDocument, ids);
    return found.flatMap((one, index) => (one === undefined ? [] : [{ id: one.id, ...one.state, ...texts[index]?.state }]));
  }

  return async ({ person, after }) => {
    const cursor = after === undefined ? undefined : readCursor(after, ["string", "string"]);
    let behind = cursor?.[1];
    for (const kind of KINDS.slice(Math.max(0, KINDS.indexOf(cursor?.[0] as PersonsKind)))) {
      const ids = await ports.persons.idsOf(kind, person, behind, AT_ONCE + 1);
      behind = undefined;
      if (ids.length === 0) continue;
      const page = pageFrom(await items(kind, ids), AT_ONCE, ({ id }) => cursorOf([kind, id]), PERSON_DATA_PART_BYTES);
      const following = KINDS[KINDS.indexOf(kind) + 1];
      const next = page.next ?? (following === undefined ? undefined : cursorOf([following, ""]));
      return { data: { [NAMED[kind]]: page.items }, ...(next !== undefined && { next }) };
    }
    return { data: {} };
  };
}
