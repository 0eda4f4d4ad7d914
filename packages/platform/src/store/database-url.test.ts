import { expect, test } from "@jest/globals";
import { BadSettings, readSettings } from "../config.ts";

const withOptions = (options: string) => readSettings({ DATABASE_URL: `mongodb://anna:secret@one:27017,two:27017/town?replicaSet=rs0&${options}` });

test.each([
  ["w=1", "w=1 must be w=majority"],
  ["w=0", "w=0 must be w=majority"],
  ["journal=false", "journal=false must be journal=true"],
  ["j=false", "j=false must be j=true"],
  ["wtimeoutMS=10", "wtimeoutMS must be left out"],
  ["readConcernLevel=local", "readConcernLevel=local must be readConcernLevel=majority"],
  ["readPreference=secondary", "readPreference=secondary must be readPreference=primary"],
  ["READPREFERENCE=nearest", "READPREFERENCE=nearest must be READPREFERENCE=primary"],
  ["readPreferenceTags=dc:here", "readPreferenceTags must be left out"],
  ["maxStalenessSeconds=90", "maxStalenessSeconds must be left out"],
  ["retryWrites=false", "retryWrites=false must be retryWrites=true"],
])("a DATABASE_URL with %s is refused, and the option is named", (options, told) => {
  expect(() => withOptions(options)).toThrow(BadSettings);
  expect(() => withOptions(options)).toThrow(`DATABASE_URL: ${told}`);
});

test("every such option is named at once, and no secret is told", () => {
  const refused = () => withOptions("w=1&tls=true&retryWrites=false");
  expect(refused).toThrow(/DATABASE_URL: w=1 [\s\S]*DATABASE_URL: retryWrites=false/);
  expect(refused).not.toThrow(/secret|tls/);
});

test("what says the same as we do, or has nothing to do with it, is taken", () => {
  for (const options of ["retryWrites=true&w=majority", "readPreference=primary&journal=true", "authSource=admin&tls=true&appName=town"])
    expect(withOptions(options).DATABASE_URL).toContain(options);
});
