import { expect, test } from "@jest/globals";
import { BadSettings } from "../config.ts";
import { checkMongoAnswers, checkMongoFound, checkNatsServer, checkStreamDurability } from "./durability.ts";

const payload = 1_000;
const check = (version: string, max_payload = payload) => checkNatsServer({ version, max_payload }, payload);

test("a NATS server that is old enough to lack atomic batches is refused, and the setting is named", () => {
  for (const old of ["2.11.9", "2.9.10", "1.99.0"]) expect(() => check(old)).toThrow(/^BUS_URL: .*at least 2\.12/);
  for (const good of ["2.12.0", "2.15.2", "3.0.0"]) expect(() => check(good)).not.toThrow();
});

test("a NATS server that takes too small messages is refused with the number that it needs", () => {
  expect(() => check("2.15.2", payload - 1)).toThrow(/max_payload to 1000/);
});

test("streams of one or two servers need to know whether these sync, those of three do not", async () => {
  await expect(checkStreamDurability(1, undefined)).rejects.toThrow(/^NATS_MONITORING_URL/);
  await expect(checkStreamDurability(2, "http://127.0.0.1:1")).rejects.toThrow(/does not answer \/varz/);
  await expect(checkStreamDurability(2, "http://127.0.0.1:1")).rejects.toThrow(BadSettings);
  await checkStreamDurability(3, undefined);
});

test("a MongoDB server that is too old is refused with the version that is needed", () => {
  for (const version of ["5.0.31", "4.4.0"])
    expect(() => checkMongoAnswers({ setName: "rs0" }, { version })).toThrow(/^DATABASE_URL: .*at least 6\.0/);
  for (const version of ["6.0.5", "7.0.1", "8.2.0"]) expect(() => checkMongoAnswers({ setName: "rs0" }, { version })).not.toThrow();
});

test("a MongoDB server on its own is refused, and told how to make it a replica set; a router of shards is not", () => {
  expect(() => checkMongoAnswers({}, { version: "8.0.0" })).toThrow(/^DATABASE_URL: .*--replSet and initiate the set/);
  expect(() => checkMongoAnswers({ msg: "isdbgrid" }, { version: "8.0.0" })).not.toThrow();
});

test("where no server is of the set that the URL names, the set is named; servers that are only away are waited for", () => {
  const away = new Map([["one:27017", {} as never]]);
  expect(() => checkMongoFound({ setName: "rs0", servers: new Map() })).toThrow(/^DATABASE_URL: .*--replSet rs0 .*initiate the set/);
  expect(() => checkMongoFound({ setName: "rs0", servers: away })).not.toThrow();
  expect(() => checkMongoFound({ setName: null, servers: new Map() })).not.toThrow();
});
