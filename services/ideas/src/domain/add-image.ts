import { IMAGE_BYTES_MAX, IMAGES_MAX } from "@teilhabe/contracts/ideas/shapes";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import { type Asked, type Outcome, put, remove } from "@teilhabe/platform/rule";
import { ideaTextDocument, imageDocument } from "./documents.ts";
import { afterEdit, editFault, isEditable } from "./edit-idea.ts";
import { type Image, stageFault } from "./idea.ts";
import { readImage } from "./image-bytes.ts";
import { type OwnIdea, ownIdea } from "./own-idea.ts";
import { stillThere } from "./writer.ts";

type Changed = { idea: Id; version: number };

/** An image as a document of its own, without what cameras write beside the picture. */
export function addImage(loaded: OwnIdea, { base64 }: { readonly base64: string }, asked: Asked): Refusal | Outcome<Changed & { image: Id }> {
  const given = Buffer.from(base64, "base64");
  if (given.length > IMAGE_BYTES_MAX) return tooLarge(given.length);
  const read = readImage(given);
  if (read === undefined) return refuse("image-not-readable", "This is no whole PNG, JPEG or WebP image. Send one of these.");

  const id = asked.newId();
  const added: Image = { id, mediaType: read.mediaType, bytes: read.bytes.length };
  const outcome = withImages(loaded, asked, (images) => {
    if (images.length >= IMAGES_MAX) return refuse("too-many-images", `An idea has at most ${IMAGES_MAX} images. Remove one first.`);
    return [...images, added];
  });
  if (isRefusal(outcome)) return outcome;
  const { answer, ...changes } = outcome;
  const { idea } = answer;
  const stored = put(imageDocument, id, { idea, mediaType: read.mediaType, base64: Buffer.from(read.bytes).toString("base64") });
  return { ...changes, writes: [...(changes.writes ?? []), stored], answer: { ...answer, image: id } };
}

export function describeImage(loaded: OwnIdea, input: { readonly image: Id; readonly alt: string | null }, asked: Asked): Refusal | Outcome<Changed> {
  return withImages(loaded, asked, (images) => {
    if (!images.some((one) => one.id === input.image)) return imageMissing();
    return images.map((one) => {
      const { alt: _old, ...rest } = one;
      return one.id === input.image ? { ...rest, ...(input.alt !== null && { alt: input.alt }) } : one;
    });
  });
}

export function removeImage(loaded: OwnIdea, { image }: { readonly image: Id }, asked: Asked): Refusal | Outcome<Changed> {
  const outcome = withImages(loaded, asked, (images) =>
    images.some((one) => one.id === image) ? images.filter((one) => one.id !== image) : imageMissing(),
  );
  return isRefusal(outcome) ? outcome : { ...outcome, writes: [...(outcome.writes ?? []), remove(imageDocument, image)] };
}

export function imageMissing(): Refusal {
  return refuse("image-not-found", "This idea has no such image.");
}

/** Changes the list of an idea's images as its author may. */
function withImages(loaded: OwnIdea, asked: Asked, change: (images: readonly Image[]) => Refusal | readonly Image[]): Refusal | Outcome<Changed> {
  const own = ownIdea(loaded, asked);
  if (isRefusal(own)) return own;
  const { idea, text, consultation } = own;
  if (!isEditable(idea.state)) return stageFault(idea.state.stage, "draft and published");
  const images = editFault(idea.state, consultation, asked) ?? change(idea.state.images);
  if (isRefusal(images)) return images;

  const { writes, facts } = afterEdit(idea.id, { ...idea.state, images }, ["images"], asked);
  const edited = { ...text.state, ...(idea.state.stage === "published" && { editedAt: asked.at }) };
  return {
    writes: [...writes, put(ideaTextDocument, idea.id, edited), stillThere(own.person)],
    facts,
    answer: { idea: idea.id, version: text.version + 1 },
  };
}

function tooLarge(bytes: number): Refusal {
  return refuse("image-too-large", `An image has at most ${IMAGE_BYTES_MAX} bytes; this one has ${bytes}. Make it smaller.`, {
    facts: { bytes, bytesMax: IMAGE_BYTES_MAX },
  });
}
