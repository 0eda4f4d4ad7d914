import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { BadSettings, readSettings } from "./config.ts";

const folder = mkdtempSync(join(tmpdir(), "teilhabe-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("without any setting there are the defaults; an empty one counts as absent", () => {
  expect(readSettings({ PORT: "", MAIL_URL: "" })).toMatchObject({
    HOST: "127.0.0.1",
    PORT: 8080,
    BUS_URL: "embedded:",
    DATABASE_URL: "sqlite:./data",
    publicUrl: "http://127.0.0.1:8080",
    onlyThisMachine: true,
  });
});

test("a secret may come from a file", () => {
  const file = join(folder, "mail");
  writeFileSync(file, "smtp://user:secret@mail.example:587\n");
  expect(readSettings({ MAIL_URL_FILE: file }).MAIL_URL).toBe("smtp://user:secret@mail.example:587");
});

describe("wrong settings", () => {
  const wrong: Readonly<Record<string, string>> = {
    PORT: "many",
    OPS_PORT: "70000",
    NODE_ENV: "prod",
    BUS_URL: "redis://x",
    DATABASE_URL: "postgres://x",
    PUBLIC_URL: "city",
    OIDC_ISSUER: "city",
    CORS_ORIGINS: "https://city.example, https://city.example/path",
    MAIL_URL: "mail.example",
    KAFKA_URL: "kafka.example:9092",
    RATE_LIMIT_PER_MINUTE: "0",
    OTEL_EXPORTER_OTLP_ENDPOINT: "collector",
    LOG_LEVEL: "loud",
    DRAIN_MS: "-1",
  };

  test("are named all at once, without telling a secret", () => {
    const told = toldOf({ ...wrong, NATS_MONITORING_URL_FILE: join(folder, "none") });
    for (const name of [...Object.keys(wrong), "NATS_MONITORING_URL_FILE"]) expect(told).toContain(`\n  ${name}: `);
    expect(told).toContain("PORT: must be a number");
    expect(told).not.toContain("mail.example");
  });

  test.each(Object.entries(wrong))("%s=%s alone is refused", (name, value) => {
    expect(toldOf({ [name]: value })).toContain(`\n  ${name}: `);
  });
});

function toldOf(environment: Readonly<Record<string, string>>): string {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof BadSettings) return error.message;
    throw error;
  }
  throw new Error("was taken");
}
