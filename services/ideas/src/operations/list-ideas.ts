import type { listIdeas as operation } from "@teilhabe/contracts/ideas/idea-operations";
import type { InputOf, OutputOf } from "@teilhabe/contracts/operation";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { ModuleContext } from "@teilhabe/platform/module";
import { cursorOf, pageFrom, readCursor } from "@teilhabe/platform/paging";
import type { Asked } from "@teilhabe/platform/rule";
import { queryWordsOf } from "@teilhabe/platform/words";
import { isInsider, moderates } from "../domain/consultation.ts";
import { supportDocument } from "../domain/documents.ts";
import { type ErasedIdea, type Idea, type PublishedIdea, supportId } from "../domain/idea.ts";
import { ideaSummary } from "../domain/show-idea.ts";
import type { IdeasPorts } from "../ports.ts";
import { type After, type IdeaRow, type Sort, sortValue } from "../queries/idea-queries.ts";
import { badCursor } from "./cursors.ts";

type Input = InputOf<typeof operation>;
type Listed = OutputOf<typeof operation>;
type Rows = { readonly items: readonly IdeaRow<Exclude<Idea, ErasedIdea>>[]; readonly next?: string | undefined };

/** Which list is meant, and may the asker see it? */
export function listIdeas({ store, ports }: Pick<ModuleContext<IdeasPorts>, "store" | "ports">) {
  async function published(input: Input, asked: Asked): Promise<Rows | Refusal> {
    const { consultation, category, district, answered, sort, limit } = input;
    const after = afterOf(sort, input.after);
    if (after === "bad") return badCursor();
    const staffToo = isInsider(asked, consultation ?? "");
    const page = { consultation, category, district, answered, sort, staffToo, after, limit: limit + 1 };
    const behind = (last: IdeaRow<PublishedIdea>) => cursorOf([sort, sortValue(sort, last.idea), last.id]);
    if (input.q === undefined) return pageFrom(await ports.ideas.listPublished(page), limit, behind);

    const words = queryWordsOf(input.q);
    if (words.length === 0) return { items: [] };
    const { rows, lookedUpTo } = await ports.ideas.search({ ...page, words });
    const found = pageFrom(rows, limit, behind);
    if (found.next !== undefined || lookedUpTo === undefined) return found;
    return { ...found, next: cursorOf([sort, lookedUpTo.value, lookedUpTo.id]) };
  }

  async function byId(input: Input, asked: Asked): Promise<Rows | Refusal> {
    const { consultation, stage, author, limit } = input;
    const before = input.after === undefined ? [undefined] : readCursor(input.after, ["string"]);
    if (before === undefined) return badCursor();
    const page = { consultation, before: before[0], limit: limit + 1 };
    const behind = (last: IdeaRow<unknown>) => cursorOf([last.id]);
    if (author !== undefined && asked.by !== undefined)
      return pageFrom(await ports.ideas.listOwn({ ...page, author: asked.by, stage }), limit, behind);
    if (stage !== "hidden" && stage !== "withdrawn") return refuse("grant-needed", "Drafts are for their authors only: add `author=me`.");
    return pageFrom(await ports.ideas.listNoLongerPublic({ ...page, stage }), limit, behind);
  }

  return async (input: Input, asked: Asked): Promise<Listed | Refusal> => {
    const refused = faultOf(input, asked);
    if (refused !== undefined) return refused;
    const rows = isPublicList(input) ? await published(input, asked) : await byId(input, asked);
    if ("refused" in rows) return rows;
    const supported = await supportedAmong(rows.items, asked);
    return {
      items: rows.items.map(({ id, idea, name }, index) => ideaSummary(id, idea, name, supported?.[index], asked)),
      ...(rows.next !== undefined && { next: rows.next }),
    };
  };

  async function supportedAmong(rows: Rows["items"], { by }: Asked): Promise<readonly boolean[] | undefined> {
    if (by === undefined) return undefined;
    const ids = rows.map(({ id }) => supportId(id, by));
    return ids.length === 0 ? [] : (await store.loadMany(supportDocument, ids)).map((support) => support !== undefined);
  }
}

function isPublicList({ author, stage }: Input): boolean {
  return author === undefined && (stage === undefined || stage === "published");
}

function faultOf(input: Input, asked: Asked): Refusal | undefined {
  if (isPublicList(input)) return undefined;
  const { author, consultation, category, district, answered, q, sort } = input;
  if (author !== undefined && asked.by === undefined) return refuse("token-needed", "Sign in to see your own ideas.");
  if (author === undefined && !moderates(asked, consultation ?? ""))
    return refuse("grant-needed", "What is not public is for its author (`author=me`) and for moderators, who name their consultation.");
  const narrower = { category, district, answered, q };
  const unused = Object.entries(narrower).filter(([, value]) => value !== undefined);
  if (unused.length === 0 && sort === "newest") return undefined;
  return refuse("not-combinable", "Lists of one's own and of what is not public take `consultation` and `stage` only, and are sorted newest first.", {
    errors: unused.map(([name]) => ({ pointer: `/${name}`, message: "does not go together with `author` or `stage`" })),
  });
}

function afterOf(sort: Sort, after: string | undefined): After | undefined | "bad" {
  if (after === undefined) return undefined;
  const values = readCursor(after, ["string", sort === "most-supported" ? "number" : "string", "string"]);
  if (values === undefined || values[0] !== sort) return "bad";
  return { value: values[1], id: values[2] };
}
