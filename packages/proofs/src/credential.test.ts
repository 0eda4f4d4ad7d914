import { describe, expect, test } from "@jest/globals";
import { newCredentialKey, openCredential, sealCredential, utcDay } from "./credential.ts";

const macKey = newCredentialKey();
const definitionHash = "ab".repeat(32);
const key = "cd".repeat(32);
const expiresAt = 1_790_000_600;
const at = { definitionHash, nowSeconds: 1_790_000_000 };
const token = sealCredential({ definitionHash, key, expiresAt }, macKey);

describe("a MAC credential", () => {
  test("admits its key to its ballot until it expires, the last second included", () => {
    expect(openCredential(token, macKey, at)).toEqual({ admitted: true, key, expiresAt });
    expect(openCredential(token, macKey, { ...at, nowSeconds: expiresAt })).toMatchObject({ admitted: true });
    expect(openCredential(token, macKey, { ...at, nowSeconds: expiresAt + 1 })).toEqual({ admitted: false, problem: "credential-expired" });
  });

  test("is refused at another ballot, even one with the same MAC key", () => {
    expect(openCredential(token, macKey, { ...at, definitionHash: "ef".repeat(32) })).toEqual({
      admitted: false,
      problem: "credential-of-another-ballot",
    });
  });

  test("is forged when any of its characters is changed", () => {
    for (let i = 0; i < token.length; i++) {
      if (token[i] === ".") continue;
      const changed = `${token.slice(0, i)}${token[i] === "A" ? "B" : "A"}${token.slice(i + 1)}`;
      expect(openCredential(changed, macKey, at)).toMatchObject({ admitted: false });
    }
  });

  test("is forged when made with another key", () => {
    expect(openCredential(sealCredential({ definitionHash, key, expiresAt }, newCredentialKey()), macKey, at)).toEqual({
      admitted: false,
      problem: "credential-forged",
    });
  });

  test.each([[""], ["."], ["a.b.c"], [`${token}.`], [`${token}=`], ["x".repeat(10_000)], ["ä.ö"]])("is malformed as %j", (text) => {
    expect(openCredential(text, macKey, at)).toEqual({ admitted: false, problem: "credential-malformed" });
  });

  test("states days in UTC", () => {
    expect(utcDay(Date.parse("2026-11-23T00:59:59+01:00") / 1000)).toBe("2026-11-22");
  });
});
