import { describe, expect, test } from "@jest/globals";
import { request } from "undici";
import { ForbiddenAddress, guardedAgent, isPublicAddress, targetFault } from "./guarded-agent.ts";

describe("an address is public", () => {
  test.each(["8.8.8.8", "2a00:1450:4001::1", "193.99.144.80"])("%s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("an address is not public", () => {
  test.each([
    "127.0.0.1",
    "10.1.2.3",
    "169.254.169.254",
    "192.168.1.1",
    "100.64.0.1",
    "0.0.0.0",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "::ffff:10.0.0.1",
    "::ffff:a00:1",
    "64:ff9b::a00:1",
    "not an address",
  ])("%s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

test("a name that leads to a loopback address is refused when connecting", async () => {
  const agent = guardedAgent({ allowPrivate: false });
  const failure = await request("http://localhost:9/", { dispatcher: agent }).catch((error: Error) => error);
  await agent.close();
  const cause = failure instanceof ForbiddenAddress ? failure : (failure as Error).cause;
  expect(cause).toBeInstanceOf(ForbiddenAddress);
});

describe("a target is refused before anything is sent", () => {
  test.each([
    "http://partner.example/",
    "https://user:secret@partner.example/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://localhost/",
    "https://[::ffff:7f00:1]/",
  ])("%s", (url) => {
    expect(targetFault(url, false)).toEqual(expect.any(String));
  });
  test("but not a public one", () => {
    expect(targetFault("https://partner.example/hook", false)).toBeUndefined();
  });
});
