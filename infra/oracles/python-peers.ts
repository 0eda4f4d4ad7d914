import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const INSTALL_MS_MAX = 180_000;

/** Python packages that something of ours is compared with, in a Python of their own below `infra/.cache`. */
export type PythonPeers = { readonly folder: string; readonly packages: readonly string[]; readonly imports: string };

/** The path of a Python that has the packages, installed with pip where that is possible; otherwise the reason why not. */
export function pythonWith({ folder, packages, imports }: PythonPeers): { readonly python: string } | { readonly missing: string } {
  const home = fileURLToPath(new URL(`../.cache/${folder}/`, import.meta.url));
  const python = `${home}bin/python`;
  const works = () => spawnSync(python, ["-c", `import ${imports}`]).status === 0;
  if (existsSync(python) && works()) return { python };
  const steps: readonly (readonly [command: string, args: readonly string[]])[] = [
    ["python3", ["-m", "venv", home]],
    [python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages]],
  ];
  for (const [command, args] of steps) {
    const done = spawnSync(command, args, { encoding: "utf8", timeout: INSTALL_MS_MAX });
    if (done.status !== 0) {
      return { missing: `${command} ${args.slice(0, 3).join(" ")}: ${(done.stderr || String(done.error)).trim().split("\n").at(-1)}` };
    }
  }
  return works() ? { python } : { missing: `installed, but ${imports} cannot be imported` };
}
