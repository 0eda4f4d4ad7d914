import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import {
  PublishedDocument,
  type readPublication as ReadPublication,
  type readPublishedDocument as ReadPublishedDocument,
} from "@teilhabe/contracts/voting/publication-operations";
import type { Handler } from "@teilhabe/platform/module";
import type { Loaded } from "@teilhabe/platform/rule";
import { notFound } from "../domain/ballot.ts";
import { ballotKind, type Published, publishedKind, publishedPartKind } from "../domain/documents.ts";
import { partId, publishedId } from "../domain/published-documents.ts";
import type { Context } from "../later/on-ballot.ts";

/** The documents of a published ballot, for whoever wants to check it. */
export function publicationHandlers({ store }: Context) {
  async function missing(ballot: string): Promise<Refusal> {
    const stage = (await store.load(ballotKind, ballot))?.state.stage;
    if (stage === undefined || stage === "draft") return notFound();
    return refuse("not-published-yet", "This is published after closing, once the votes are counted.");
  }

  const readPublication: Handler<typeof ReadPublication> = async ({ ballot }) => {
    const paths = PublishedDocument.options;
    const found = await store.loadMany(
      publishedKind,
      paths.map((path) => publishedId(ballot, path)),
    );
    const documents = paths.flatMap((path, n) => described(path, found[n]));
    if (documents.length === 0) return missing(ballot);
    return { ballot, published: documents.some(({ path }) => path === "manifest.note"), documents };
  };

  const readPublishedDocument: Handler<typeof ReadPublishedDocument> = async ({ ballot, document, part }) => {
    const whole = await store.load(publishedKind, publishedId(ballot, document));
    if (whole === undefined) return missing(ballot);
    if (part >= whole.state.parts) return refuse("part-not-found", `This document has ${whole.state.parts} parts; they count from 0.`);
    const stored = await store.load(publishedPartKind, partId(ballot, document, part));
    if (stored === undefined) throw new Error(`part ${part} of ${document} of ballot ${ballot} is gone`);
    return { mediaType: "text/plain", text: stored.state.text };
  };

  return { readPublication, readPublishedDocument };
}

function described(path: PublishedDocument, document: Loaded<Published> | undefined) {
  if (document === undefined) return [];
  const { size, sha256, parts } = document.state;
  return [{ path, size, sha256, parts }];
}
