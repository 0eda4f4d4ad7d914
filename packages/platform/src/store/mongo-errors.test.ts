import { expect, test } from "@jest/globals";
import { StoreUnavailable } from "./errors.ts";
import { isTransient, wrapped } from "./mongo-errors.ts";

test("a connection that breaks is an outage, also when the driver passes on Node's own error", () => {
  const broken = Object.assign(new Error("write ECONNRESET"), { code: "ECONNRESET" });
  expect(isTransient(broken)).toBe(true);
  expect(wrapped("probe", broken)).toBeInstanceOf(StoreUnavailable);
  expect(isTransient(Object.assign(new Error("no such file"), { code: "ENOENT" }))).toBe(false);
  expect(isTransient(new Error("a bug"))).toBe(false);
});
