import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { nobody } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { jpegOf, pngOf } from "./domain/image-samples.ts";
import { ideas } from "./module.ts";
import { anna, bert, cleo, ideaIn, openConsultation } from "./testing.ts";

const { addImage, describeImage, removeImage, readImage, readIdea, listIdeas, moderateIdea, withdrawIdea } = ideasContract.operations;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

let platform: Started;
let idea: string;
beforeEach(async () => {
  platform = await started([ideas]);
  idea = await ideaIn(platform, await openConsultation(platform));
});
afterEach(() => platform.stop());

describe("images of an idea", () => {
  test("are added, described, shown with the idea, and removed", async () => {
    const { image, version } = await platform.done(addImage, { idea, base64: base64(pngOf({})) }, anna);
    expect(version).toBe(2);
    await platform.done(describeImage, { idea, image, alt: "Ein Weiher" }, anna);
    expect(await platform.done(readIdea, { idea }, nobody)).toMatchObject({
      image,
      images: [{ id: image, mediaType: "image/png", alt: "Ein Weiher" }],
    });
    expect((await platform.done(listIdeas, {}, nobody)).items).toMatchObject([{ image }]);
    expect(await platform.done(readImage, { idea, image }, nobody)).toEqual({ mediaType: "image/png", base64: base64(pngOf({})) });

    await platform.done(removeImage, { idea, image }, anna);
    expect(await platform.ask(readImage, { idea, image }, nobody)).toMatchObject({ refused: "image-not-found" });
    expect(await platform.ask(removeImage, { idea, image }, anna)).toMatchObject({ refused: "image-not-found" });
    expect((await platform.done(readIdea, { idea }, nobody)).images).toEqual([]);
  });

  test("lose where and with what they were taken", async () => {
    const { image } = await platform.done(addImage, { idea, base64: base64(jpegOf({ exif: "GPS 48.137 11.575" })) }, anna);
    const shown = await platform.done(readImage, { idea, image }, nobody);
    expect(shown.mediaType).toBe("image/jpeg");
    expect(Buffer.from(shown.base64, "base64").toString("latin1")).not.toContain("GPS");
  });

  test("are refused when they are none, too large, too many, or not one's own idea's", async () => {
    expect(await platform.ask(addImage, { idea, base64: base64(Buffer.from("<svg/>...")) }, anna)).toMatchObject({ refused: "image-not-readable" });
    const large = base64(pngOf({ padding: 360_000 }));
    expect(await platform.ask(addImage, { idea, base64: large }, anna)).toMatchObject({ refused: "image-too-large", facts: { bytesMax: 360_000 } });
    expect(await platform.ask(addImage, { idea, base64: large.slice(0, 480_000) }, anna)).toMatchObject({ refused: "image-not-readable" });
    const png = base64(pngOf({}));
    expect(await platform.ask(addImage, { idea, base64: png }, bert)).toMatchObject({ refused: "not-the-author" });
    for (let n = 0; n < 5; n += 1) await platform.done(addImage, { idea, base64: png }, anna);
    expect(await platform.ask(addImage, { idea, base64: png }, anna)).toMatchObject({ refused: "too-many-images" });
  });

  test("as large as they may be still go through", async () => {
    const around = pngOf({}).length + 12;
    const { image } = await platform.done(addImage, { idea, base64: base64(pngOf({ padding: 360_000 - around })) }, anna);
    expect((await platform.done(readImage, { idea, image }, nobody)).base64.length).toBe(480_000);
  });

  test("are seen by those who may read the idea", async () => {
    const { image } = await platform.done(addImage, { idea, base64: base64(pngOf({})) }, anna);
    await platform.done(moderateIdea, { idea, decision: "hide", reason: "illegal", statement: "Nein." }, cleo);
    expect(await platform.ask(readImage, { idea, image }, nobody)).toMatchObject({ refused: "image-not-found" });
    await platform.done(readImage, { idea, image }, cleo);
    await platform.done(readImage, { idea, image }, anna);
    const other = await ideaIn(platform, (await platform.done(readIdea, { idea }, anna)).consultation);
    expect(await platform.ask(readImage, { idea: other, image }, nobody)).toMatchObject({ refused: "image-not-found" });
  });

  test("of a withdrawn idea are deleted with its text", async () => {
    const { image } = await platform.done(addImage, { idea, base64: base64(pngOf({})) }, anna);
    await platform.done(withdrawIdea, { idea }, anna);
    await platform.done(readImage, { idea, image }, anna);
    await platform.advance(31 * 86_400_000);
    expect(await platform.ask(readImage, { idea, image }, anna)).toMatchObject({ refused: "image-not-found" });
  });
});
