import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { pythonWith } from "../../oracles/python-peers.ts";

/** What pabutools took for one rule, reading not counted. */
export type PeerRule = { readonly seconds: number; readonly cpu_seconds: number; readonly winners: readonly string[] };
export type Peer = { readonly version: string; run(file: string, rules: readonly string[]): Partial<Record<string, PeerRule>> };

/** The version that is compared with. */
const PABUTOOLS = "1.2.3";
const RUN_MS_MAX = 600_000;

const script = fileURLToPath(new URL("pabutools_peer.py", import.meta.url));

/** pabutools, or the reason why it is not there. */
export function peer(): Peer | { readonly missing: string } {
  const found = pythonWith({ folder: "pabutools", packages: [`pabutools==${PABUTOOLS}`], imports: "pabutools, gmpy2" });
  if ("missing" in found) return found;
  return {
    version: `pabutools ${PABUTOOLS}`,
    run(file, rules) {
      const done = spawnSync(found.python, [script, file, rules.join(",")], { encoding: "utf8", timeout: RUN_MS_MAX });
      if (done.status !== 0) throw new Error(`pabutools failed: ${done.stderr || String(done.error)}`);
      return JSON.parse(done.stdout);
    },
  };
}
