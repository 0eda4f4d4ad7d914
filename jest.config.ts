import type { Config } from "jest";

/** `*.test.ts` needs nothing but Node; `*.int.test.ts` real servers; `*.e2e.test.ts` starts whole processes. */
const config: Config = {
  testEnvironment: "node",
  transform: {},
  extensionsToTreatAsEsm: [".ts"],
  roots: ["<rootDir>/packages", "<rootDir>/services", "<rootDir>/infra"],
  testMatch: ["**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/infra/.cache"],
  testTimeout: 30_000,
  maxWorkers: "100%",
};

export default config;
