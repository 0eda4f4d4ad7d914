import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readSettings } from "@teilhabe/platform/config";
import { parse } from "yaml";
import { standaloneModules } from "../../services/standalone/modules.ts";
import { writeSecrets } from "./secrets.ts";

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "teilhabe-secrets-")), "secrets");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

const text = (name: string) => readFileSync(join(folder, name), "utf8");

test("every secret that docker-compose.yml names is written", () => {
  writeSecrets(folder);
  const { secrets } = parse(readFileSync(join(import.meta.dirname, "../../docker-compose.yml"), "utf8"), { merge: true });
  const files = Object.values(secrets as Record<string, { file: string }>).map(({ file }) => file.replace("./secrets/", ""));
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(files));
});

test("a service takes its settings from them", () => {
  writeSecrets(folder);
  for (const { name } of standaloneModules) {
    const settings = readSettings({ BUS_URL_FILE: join(folder, `bus-url-${name}`), DATABASE_URL_FILE: join(folder, `database-url-${name}`) });
    expect(new URL(settings.BUS_URL)).toMatchObject({ protocol: "nats:", username: name, host: "nats:4222" });
    expect(settings.DATABASE_URL).toMatch(new RegExp(`^mongodb://${name}:[^@]+@mongo-1:27017,.*replicaSet=rs0`));
  }
});

test("a second time changes nothing; a password that was taken out is the only one that changes", () => {
  writeSecrets(folder);
  expect(writeSecrets(folder)).toEqual([]);
  const passwords = JSON.parse(text("passwords.json"));
  delete passwords["nats/ideas"];
  writeFileSync(join(folder, "passwords.json"), JSON.stringify(passwords));
  expect(writeSecrets(folder)).toEqual(["nats-users.conf", "bus-url-ideas"]);
});

test("a second user of a service at NATS may do the same as the first, and its processes take that one; once it is there, the first may go", () => {
  const change = (edit: (passwords: Record<string, string>) => void) => {
    const passwords = JSON.parse(text("passwords.json"));
    edit(passwords);
    writeFileSync(join(folder, "passwords.json"), JSON.stringify(passwords));
    return writeSecrets(folder);
  };
  const usersOfIdeas = () => {
    const { users } = JSON.parse(text("nats-users.conf").replace("authorization: ", "")) as { users: { user: string; permissions?: unknown }[] };
    return users.filter(({ user }) => user.startsWith("ideas"));
  };
  writeSecrets(folder);
  const first = usersOfIdeas();
  const file = statSync(join(folder, "nats-users.conf")).ino;
  expect(change((passwords) => Object.assign(passwords, { "nats/ideas.2": "" }))).toEqual(["nats-users.conf", "bus-url-ideas"]);
  const [, second] = usersOfIdeas();
  expect(usersOfIdeas()[0]).toEqual(first[0]);
  expect(second).toMatchObject({ user: "ideas.2", password: expect.stringMatching(/^[\w-]{32}$/), permissions: first[0]?.permissions });
  expect(new URL(text("bus-url-ideas")).username).toBe("ideas.2");
  expect(change((passwords) => delete passwords["nats/ideas"])).toEqual(["nats-users.conf"]);
  expect(usersOfIdeas()).toEqual([second]);
  expect(statSync(join(folder, "nats-users.conf")).ino).toBe(file); // a container that runs has this one
});

test("no password is used twice, and nobody but the owner gets into the folder", () => {
  writeSecrets(folder);
  const passwords = Object.values(JSON.parse(text("passwords.json")));
  expect(new Set(passwords).size).toBe(passwords.length);
  expect(statSync(folder).mode & 0o077).toBe(0);
  expect(statSync(join(folder, "passwords.json")).mode & 0o077).toBe(0);
});

test("what the operator filled in is kept", () => {
  writeSecrets(folder);
  rmSync(join(folder, "mail-url"));
  writeFileSync(join(folder, "mail-url"), "smtp://mail.example:587");
  writeSecrets(folder);
  expect(text("mail-url")).toBe("smtp://mail.example:587");
});
