const EVERY_MS = 1_000;

/** Says how far something is, at most once a second, on stderr. */
export function saying(): (line: string) => void {
  let lastMs = 0;
  return (line) => {
    if (Date.now() - lastMs < EVERY_MS) return;
    lastMs = Date.now();
    process.stderr.write(`${line}\n`);
  };
}
