const ASK_MS = 2_000;
const DISK_FULL = /no space left on device/;
const ADVICE = "free space on that disk, then restart NATS: until then it writes nothing more to that stream";

/**
 * What a NATS server says of itself when it is not well.
 * @param monitoringUrl without it nobody can be asked
 */
export async function natsTrouble(monitoringUrl: string | undefined): Promise<string | undefined> {
  if (monitoringUrl === undefined) return undefined;
  try {
    const answer = await fetch(new URL("/healthz", monitoringUrl), { signal: AbortSignal.timeout(ASK_MS) });
    if (answer.ok) return undefined;
    const { error = `its health is ${answer.status}` } = (await answer.json()) as { readonly error?: string };
    return `NATS says: ${error}${DISK_FULL.test(error) ? ` (${ADVICE})` : ""}`;
  } catch {
    return undefined; // it cannot be reached, which the connection tells better
  }
}
