import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A process of its own that a test may kill at any moment. */
export type Child = {
  /** What it has written to stdout so far, by line; complete once it has ended. */
  readonly lines: readonly string[];
  /** Waits for so many lines. @throws Error with its stderr when it ends before */
  wrote(lines: number): Promise<void>;
  /** Ends it at once, and waits until the system has. */
  kill(): Promise<void>;
};

/** @param script such as `new URL("./child.ts", import.meta.url)` */
export function startChild(script: URL, ...args: readonly string[]): Child {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  const heard = new Set<() => void>();
  const errors: string[] = [];
  let ended = false;
  const tell = () => {
    for (const call of heard) call();
  };
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => {
    lines.push(line);
    tell();
  });
  child.stderr.on("data", (text) => errors.push(String(text)));
  const end = endOf(child, reader).then(() => {
    ended = true;
    tell();
  });
  return {
    lines,
    wrote: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (lines.length >= wanted) resolve();
          else if (ended) reject(new Error(`${script.pathname} ended after ${lines.length} of ${wanted} lines: ${errors.join("")}`));
          else return;
          heard.delete(look);
        };
        heard.add(look);
        look();
      }),
    async kill() {
      child.kill("SIGKILL");
      await end;
    },
  };
}

async function endOf(child: ChildProcess, reader: ReturnType<typeof createInterface>): Promise<void> {
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const read = new Promise((resolve) => reader.once("close", resolve));
  await Promise.all([exited, read]);
}
