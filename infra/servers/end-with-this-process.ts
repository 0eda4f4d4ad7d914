import type { ChildProcess } from "node:child_process";

const alive = new Set<ChildProcess>();

/** The last resort for a caller that exits without stopping its children: they are killed with it. */
export function endWithThisProcess(child: ChildProcess): void {
  if (alive.size === 0) process.on("exit", killAll);
  alive.add(child);
  child.once("exit", () => {
    alive.delete(child);
    if (alive.size === 0) process.off("exit", killAll);
  });
}

function killAll(): void {
  for (const child of alive) child.kill("SIGKILL");
}
