import { expect, test } from "@jest/globals";
import { newCredentialKey, sealCredential } from "@teilhabe/proofs/credential";
import { admit, isLate } from "./admit.ts";

const macKey = newCredentialKey();
const hash = "ab".repeat(32);
const key = "cd".repeat(32);
const opened = { definitionHash: hash, macKey };
const credential = sealCredential({ definitionHash: hash, key, expiresAt: 100 }, macKey);

test("a credential admits its key until it expires", () => {
  expect(admit(opened, { credential, key }, 100_999)).toBeUndefined();
  expect(admit(opened, { credential, key }, 101_000)).toMatchObject({ refused: "credential-expired" });
});

test("a credential admits no other key, no other ballot, and no change", () => {
  expect(admit(opened, { credential, key: "ef".repeat(32) }, 0)).toMatchObject({ refused: "credential-refused" });
  expect(admit({ ...opened, definitionHash: "00".repeat(32) }, { credential, key }, 0)).toMatchObject({ refused: "credential-refused" });
  expect(admit({ ...opened, macKey: newCredentialKey() }, { credential, key }, 0)).toMatchObject({ refused: "credential-refused" });
  for (const damaged of ["", "x", `${credential}.x`, `é${credential}`, credential.slice(1), `${credential.slice(0, -1)}A=`])
    expect(admit(opened, { credential: damaged, key }, 0)).toMatchObject({ refused: "credential-refused" });
});

test("the grace ends to the millisecond", () => {
  const times = { closesAtMs: 10_000, graceMs: 500 };
  expect(isLate(times, 10_500)).toBe(false);
  expect(isLate(times, 10_501)).toBe(true);
});
