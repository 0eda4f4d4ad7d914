import { describe, test } from "@jest/globals";
import { type ServerKind, URL_VARIABLES } from "./server-kind.ts";

/** Well-formed addresses where nobody listens: what the body of a skipped suite is given, so that its tests can be named and counted. */
const NOWHERE: Readonly<Record<ServerKind, string>> = {
  nats: "nats://127.0.0.1:1",
  mongodb: "mongodb://127.0.0.1:1/?replicaSet=none",
  kafka: "kafka://127.0.0.1:1",
};

/** The URL of a real server for tests, from `NATS_URL`, `MONGODB_URL` or `KAFKA_URL`; undefined when there is none. */
export function realServer(kind: ServerKind): string | undefined {
  const url = process.env[URL_VARIABLES[kind]];
  return url === "" ? undefined : url;
}

/**
 * Describes tests that need a real server, and gives them its URL. Without one they are skipped by name, with the reason; in CI they fail.
 * `suite` must not connect while it describes, only in hooks and tests. Nest it to need two servers.
 */
export function describeWith(kind: ServerKind, name: string, suite: (url: string) => void): void {
  const url = realServer(kind);
  const variable = URL_VARIABLES[kind];
  const reason = `needs a real server, and ${variable} is not set: node infra/servers/main.ts --only ${kind} --run -- …`;
  describeIf(url !== undefined, reason, name, () => suite(url ?? NOWHERE[kind]));
}

/** Describes tests that need something this machine may lack: they run, or are skipped with the reason in their name, or fail in CI. */
export function describeIf(isThere: boolean, reason: string, name: string, suite: () => void): void {
  const title = isThere ? name : `${name} (${reason})`;
  if (isThere) {
    describe(title, suite);
  } else if ((process.env["CI"] ?? "") === "") {
    process.stderr.write(`Skipped: ${title}\n`); // Jest does not name what it skips when a whole file is skipped
    describe.skip(title, suite);
  } else {
    test(title, () => {
      throw new Error(`${name}: ${reason}`);
    });
  }
}
