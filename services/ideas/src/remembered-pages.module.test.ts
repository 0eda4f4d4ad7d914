import { expect, test } from "@jest/globals";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { citizen, staff } from "@teilhabe/platform/testing/askers";
import { started } from "@teilhabe/platform/testing/started";
import { ideas } from "./module.ts";

const { createConsultation, publishConsultation, movePhase, submitIdea, editIdea, withdrawIdea, listIdeas } = ideasContract.operations;

test("a page that is asked for again shows every change since, at once", async () => {
  const platform = await started([ideas]);
  const { consultation } = await platform.done(createConsultation, { title: "Parks", description: "Parks." }, staff());
  await platform.done(publishConsultation, { consultation }, staff());
  await platform.done(movePhase, { consultation, phase: "ideas" }, staff());
  const titles = async () => (await platform.done(listIdeas, { consultation })).items.map((item) => item.title);
  expect([await titles(), await titles()]).toEqual([[], []]);
  const { idea } = await platform.done(submitIdea, { consultation, title: "Benches", text: "More." }, citizen("anna"));
  expect([await titles(), await titles()]).toEqual([["Benches"], ["Benches"]]);
  await platform.done(editIdea, { idea, title: "Shade" }, citizen("anna"));
  expect(await titles()).toEqual(["Shade"]);
  await platform.done(withdrawIdea, { idea }, citizen("anna"));
  expect(await titles()).toEqual([]);
  await platform.stop();
});
