import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Things } from "./seeds.ts";

const VERSION = "4.32.5";
const VENV = join(import.meta.dirname, "../.cache/schemathesis");
const PROGRAM = join(VENV, "bin/schemathesis");
/**
 * What a valid request may still be refused for (states, things that belong together) cannot be told in a schema, so
 * `positive_data_acceptance` is left out; what counts as accepted is in the report instead.
 */
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
  "negative_data_rejection",
  "unsupported_method",
  "allow_header_conformance",
  "ignored_auth",
];

export type Fuzzing = {
  readonly url: string;
  readonly token: string | undefined;
  /** Put into every path that takes them; without any, ids are made up. */
  readonly things: Things;
  readonly phases: readonly ("examples" | "coverage" | "fuzzing")[];
  /** Requests for each operation and phase. */
  readonly examples: number;
  readonly seed: number;
};

export type Findings = {
  readonly requests: number;
  /** Of the requests that keep to the schema: taken, about something that is not there or not theirs, in the wrong state, refused. */
  readonly valid: { readonly accepted: number; readonly unreachable: number; readonly conflicts: number; readonly rejected: number };
  readonly failures: readonly { readonly title: string; readonly operations: readonly string[] }[];
  readonly errors: number;
  /** The tool's own report, for reading. */
  readonly text: string;
};

/** Installs the fuzzer from PyPI, once, into `infra/.cache`. */
export async function installFuzzer(): Promise<void> {
  if (existsSync(PROGRAM)) return;
  await run("python3", ["-m", "venv", VENV]);
  const { code, text } = await run(join(VENV, "bin/pip"), ["install", "--quiet", `schemathesis==${VERSION}`]);
  if (code !== 0) throw new Error(`schemathesis could not be installed:\n${text}`);
}

/** Runs the fuzzer over everything that `/openapi.json` names but live streams, which do not end. */
export async function fuzz(fuzzing: Fuzzing): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-schemathesis-"));
  const [config, report] = [join(folder, "schemathesis.toml"), join(folder, "report.json")];
  writeFileSync(config, configOf(fuzzing.things));
  const { text } = await run(PROGRAM, [
    `--config-file=${config}`,
    "run",
    `${fuzzing.url}/openapi.json`,
    `--url=${fuzzing.url}`,
    `--checks=${CHECKS.join(",")}`,
    `--phases=${fuzzing.phases.join(",")}`,
    `--max-examples=${fuzzing.examples}`,
    `--seed=${fuzzing.seed}`,
    "--exclude-path-regex=/stream$",
    "--continue-on-failure",
    "--request-timeout=20",
    "--generation-database=none",
    "--suppress-health-check=all",
    "--report=json",
    `--report-json-path=${report}`,
    ...(fuzzing.token === undefined ? [] : [`--header=Authorization: Bearer ${fuzzing.token}`]),
  ]);
  if (!existsSync(report)) throw new Error(`the fuzzer gave no report:\n${text}`);
  return findingsIn(JSON.parse(readFileSync(report, "utf8")) as Report, text);
}

/** With what a request that breaks the schema may be refused; some breaks are met by 410, 412 or 413 first. */
const REFUSED = [400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 422, 428, 429];

function configOf(things: Things): string {
  const paths = Object.entries(things).map(([name, id]) => `"path.${name}" = ${JSON.stringify(id)}`);
  const statuses = REFUSED.map((status) => `"${status}"`).join(", ");
  return ["[parameters]", ...paths, "", "[checks.negative_data_rejection]", `expected-statuses = [${statuses}]`, ""].join("\n");
}

const LONG_LINE = /^(.{500}).+$/gm;

type Rates = Readonly<Record<"accepted" | "unreachable" | "conflicts" | "rejected", number>>;
type Report = {
  readonly test_cases: { readonly generated: number; readonly errored: number };
  readonly failures: Findings["failures"];
  readonly errors: readonly unknown[];
  readonly valid_rates: Readonly<Record<string, Readonly<Record<string, Rates>>>>;
};

function findingsIn(report: Report, text: string): Findings {
  const rates = Object.values(report.valid_rates).flatMap((phases) => Object.values(phases));
  const sum = (kind: keyof Rates) => rates.reduce((total, rate) => total + rate[kind], 0);
  return {
    requests: report.test_cases.generated,
    valid: { accepted: sum("accepted"), unreachable: sum("unreachable"), conflicts: sum("conflicts"), rejected: sum("rejected") },
    failures: report.failures.map(({ title, operations }) => ({ title, operations })),
    errors: report.errors.length,
    text: text.replaceAll(LONG_LINE, "$1…"),
  };
}

function run(program: string, args: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], cwd: tmpdir() });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        text += String(chunk);
      });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, text }));
  });
}
