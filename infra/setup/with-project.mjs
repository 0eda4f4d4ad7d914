// Runs a TypeScript file of the project with the project's own Node, after installing what the lock file names.
// Plain JavaScript for Node 20, because it runs before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const stamp = join(root, "node_modules", ".teilhabe-installed");
const node = join(root, "node_modules", ".bin", "node");
const packageManager = "pnpm@12.21.0";

function wanted() {
  const hash = createHash("sha256");
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"]) hash.update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

function isInstalled() {
  return existsSync(node) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted();
}

function install() {
  process.stderr.write("Setting up: installing what pnpm-lock.yaml names …\n");
  const inCi = { ...process.env, CI: "true" }; // pnpm must not ask questions
  const args = ["exec", "--yes", `--package=${packageManager}`, "--", "pnpm", "install", "--frozen-lockfile"];
  const done = spawnSync("npm", args, { cwd: root, env: inCi, stdio: ["ignore", 2, 2] });
  if (done.status !== 0) {
    process.stderr.write("Setting up failed: see the lines above. It needs npm and a way to its registry.\n");
    process.exit(1);
  }
  writeFileSync(stamp, wanted());
}

if (!isInstalled()) install();
const [script, ...args] = process.argv.slice(2);
const child = spawn(node, ["--disable-warning=ExperimentalWarning", join(root, script), ...args], { stdio: "inherit" });
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal === null ? code : 1));
