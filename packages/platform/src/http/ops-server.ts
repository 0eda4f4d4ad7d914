import { createServer, type ServerResponse } from "node:http";
import type { Health } from "../health.ts";

/** Serves /livez, /readyz and /metrics beside whatever else the process does. */
export async function startOpsServer(host: string, port: number, health: Health): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    answerOps(request.url ?? "/", health, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

/** Alive: the event loop answers. Ready: it waits for nothing, and says what it does without; otherwise 503 and what it waits for. */
export async function answerOps(path: string, health: Health, response: ServerResponse): Promise<void> {
  if (path === "/livez") return sendJson(response, 200, { status: "alive" });
  if (path === "/readyz") {
    const waitsFor = health.waitsFor();
    if (waitsFor.length > 0) return sendJson(response, 503, { status: "waiting", waitsFor });
    const doesWithout = health.doesWithout();
    return sendJson(response, 200, { status: "ready", ...(doesWithout.length > 0 && { doesWithout }) });
  }
  if (path === "/metrics") {
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(await health.metrics());
    return;
  }
  return sendJson(response, 404, { status: "not found" });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify(body));
}
