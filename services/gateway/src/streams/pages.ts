import type { Asker } from "@teilhabe/contracts/asker";
import type { Refusal } from "@teilhabe/contracts/refusal";
import { PAGE_LIMIT_MAX } from "@teilhabe/contracts/shapes";
import type { Bus } from "@teilhabe/platform/bus/bus";
import type { Route } from "../api/route.ts";
import { boundedMap } from "../bounded-map.ts";

/** One item of a stream, ready to be sent. */
export type Frame = { readonly cursor: string; readonly text: string };
export type StreamPage = {
  readonly frames: readonly Frame[];
  /** Where to go on. */
  readonly next: string | undefined;
  /** False: there was nothing more just then. */
  readonly full: boolean;
};

/** Full pages never change: those read last are kept, so that many who catch up at once share them. */
const PAGES_KEPT = 64;

export interface Pages {
  /**
   * The page after the cursor. Readers of the same page at the same time share one question.
   * @throws NoAnswer
   */
  read(after: string | undefined): Promise<StreamPage | { readonly refusal: Refusal }>;
}

export type Source = { readonly route: Route; readonly asker: Asker; readonly input: Readonly<Record<string, unknown>>; readonly passOn: Bus["ask"] };

export function pagesOf(source: Source): Pages {
  const kept = boundedMap<ReturnType<Pages["read"]>>(PAGES_KEPT);
  return {
    read(after) {
      const key = after ?? "";
      const known = kept.get(key);
      if (known !== undefined) return known;
      const page = ask(source, after);
      kept.set(key, page);
      const forget = () => kept.delete(key);
      page.then((read) => {
        if ("refusal" in read || !read.full) forget();
      }, forget);
      return page;
    },
  };
}

async function ask({ route, asker, input, passOn }: Source, after: string | undefined): ReturnType<Pages["read"]> {
  const { after: _, ...others } = input;
  const body = JSON.stringify({ ...others, ...(after !== undefined && { after }) });
  const answer = await passOn({ operation: route.operation.name, asker, body });
  if ("refusal" in answer) return answer;
  const { items, next } = JSON.parse(answer.body) as { items: readonly Readonly<Record<string, unknown>>[]; next?: string };
  const frames = items.map((item) => frameOf(item, route.http.streams?.data));
  return { frames, next: next ?? frames.at(-1)?.cursor ?? after, full: items.length >= PAGE_LIMIT_MAX };
}

function frameOf(item: Readonly<Record<string, unknown>>, data: string | undefined): Frame {
  const cursor = String(item["cursor"]);
  return { cursor, text: `id: ${cursor}\ndata: ${JSON.stringify(data === undefined ? item : item[data])}\n\n` };
}
