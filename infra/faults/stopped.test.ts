import { expect, test } from "@jest/globals";
import { Stopped, unlessStopped } from "./stopped.ts";

test("what is done in time is given", async () => {
  expect(await unlessStopped(new AbortController().signal, async () => 7)).toBe(7);
});

test("who is stopped meanwhile hears of it at once, and what is stopped already is not begun", async () => {
  const stopping = new AbortController();
  const waiting = unlessStopped(stopping.signal, () => new Promise(() => undefined));
  stopping.abort();
  await expect(waiting).rejects.toThrow(Stopped);
  let begun = false;
  const late = unlessStopped(stopping.signal, async () => {
    begun = true;
  });
  await expect(late).rejects.toThrow(Stopped);
  expect(begun).toBe(false);
});
