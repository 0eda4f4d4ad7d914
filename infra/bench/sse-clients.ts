import { request } from "node:http";

/** So many connections to the live stream that only count what comes. */
export async function openSseClients(url: string, clients: number): Promise<{ received(): { least: number; most: number }; close(): void }> {
  const counts = new Array<number>(clients).fill(0);
  const open = await Promise.all(
    counts.map(
      (_, n) =>
        new Promise<ReturnType<typeof request>>((resolve, reject) => {
          const asked = request(`${url}/v1/events/stream`, { agent: false }, (response) => {
            response.setEncoding("utf8").on("data", (text: string) => {
              counts[n] = (counts[n] ?? 0) + (text.match(/^id:/gm)?.length ?? 0);
            });
            response.on("error", () => undefined);
            resolve(asked);
          });
          asked.on("error", reject).end();
        }),
    ),
  );
  return {
    received: () => ({ least: Math.min(...counts), most: Math.max(...counts) }),
    close() {
      for (const asked of open) asked.on("error", () => undefined).destroy();
    },
  };
}
