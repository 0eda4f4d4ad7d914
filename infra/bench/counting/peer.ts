import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What pabutools took for one rule, reading not counted. */
export type PeerRule = { readonly seconds: number; readonly cpu_seconds: number; readonly winners: readonly string[] };
export type Peer = { readonly version: string; run(file: string, rules: readonly string[]): Partial<Record<string, PeerRule>> };

/** The version that is compared with. */
const PABUTOOLS = "1.2.3";
const INSTALL_MS_MAX = 180_000;
const RUN_MS_MAX = 600_000;

const folder = fileURLToPath(new URL("../../.cache/pabutools/", import.meta.url));
const python = `${folder}bin/python`;
const script = fileURLToPath(new URL("pabutools_peer.py", import.meta.url));

/** pabutools in a Python of its own, installed with pip where that is possible; otherwise the reason why not. */
export function peer(): Peer | { readonly missing: string } {
  const reason = existsSync(python) && imports() ? undefined : install();
  if (reason !== undefined) return { missing: reason };
  return {
    version: `pabutools ${PABUTOOLS}`,
    run(file, rules) {
      const done = spawnSync(python, [script, file, rules.join(",")], { encoding: "utf8", timeout: RUN_MS_MAX });
      if (done.status !== 0) throw new Error(`pabutools failed: ${done.stderr || String(done.error)}`);
      return JSON.parse(done.stdout);
    },
  };
}

function imports(): boolean {
  return spawnSync(python, ["-c", "import pabutools, gmpy2"]).status === 0;
}

function install(): string | undefined {
  const steps: readonly (readonly [command: string, args: readonly string[]])[] = [
    ["python3", ["-m", "venv", folder]],
    [python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `pabutools==${PABUTOOLS}`]],
  ];
  for (const [command, args] of steps) {
    const done = spawnSync(command, args, { encoding: "utf8", timeout: INSTALL_MS_MAX });
    if (done.status !== 0) return `${command} ${args.slice(0, 3).join(" ")}: ${(done.stderr || String(done.error)).trim().split("\n").at(-1)}`;
  }
  return imports() ? undefined : "installed, but it cannot be imported";
}
