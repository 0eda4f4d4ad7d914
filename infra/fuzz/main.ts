/**
 * `node infra/fuzz/main.ts [--examples N] [--seed N] [--role ROLE] [--quick] [--json]`: sends what the OpenAPI document allows, and what it does not, as every
 * role to a platform of its own. Exit 1 when an answer was a 5xx, was not declared, or something went wrong inside; the fuzzer's own report then follows.
 */
import { parseArgs } from "node:util";
import { type FuzzedPlatform, startPlatform } from "./platform.ts";
import { type Findings, fuzz, installFuzzer } from "./schemathesis.ts";
import { makeThings, ROLES, type Role, tokenFor } from "./seeds.ts";

const { values } = parseArgs({
  options: {
    examples: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    role: { type: "string", multiple: true },
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const roles = ROLES.filter((role) => values.role === undefined || values.role.includes(role));
const [examples, seed] = [Number(values.examples), Number(values.seed)];
if (roles.length === 0 || !(examples > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write(`--role is one of ${ROLES.join(", ")}; --examples and --seed are numbers\n`);
  process.exit(2);
}

/** Things that are there, then made-up ids and every malformed request that the fuzzer knows. */
async function fuzzAs(role: Role, platform: FuzzedPlatform): Promise<readonly Findings[]> {
  const token = tokenFor(role, platform.data);
  const common = { url: platform.url, token, examples, seed };
  const things = await makeThings(platform.url, platform.data, role);
  const there = await fuzz({ ...common, things, phases: ["examples", "fuzzing"] });
  return values.quick ? [there] : [there, await fuzz({ ...common, things: {}, phases: ["coverage", "fuzzing"] })];
}

await installFuzzer();
const platform = await startPlatform();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void platform.stop().finally(() => process.exit(1));
  });
}
let bad = false;
try {
  for (const role of roles) {
    for (const findings of await fuzzAs(role, platform)) bad = tell(role, findings) || bad;
  }
  if (platform.log() !== "") {
    bad = true;
    process.stderr.write(`\nthe platform logged errors:\n${platform.log()}\n`);
  }
} finally {
  await platform.stop();
}
process.exit(bad ? 1 : 0);

/** @returns whether something was found */
function tell(role: Role, { requests, valid, failures, errors, text }: Findings): boolean {
  const found = failures.length > 0 || errors > 0;
  const all = Object.values(valid).reduce((sum, count) => sum + count, 0);
  const share = all === 0 ? 0 : Math.round((100 * valid.accepted) / all);
  if (values.json) process.stdout.write(`${JSON.stringify({ role, requests, valid, failures, errors })}\n`);
  else
    process.stdout.write(
      `${role}: ${requests} requests; of the valid ones ${share} % accepted; ${failures.length} kinds of failures, ${errors} errors\n`,
    );
  if (found) process.stderr.write(`${text}\n`);
  return found;
}
