import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { fetchedFolder, fetchServers } from "./fetch-server.ts";

const PATH = process.env["PATH"];
let folder: string;
let cache: string;
let tools: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "teilhabe-fetch-"));
  cache = join(folder, "cache");
  tools = await mkdtemp(join(folder, "tools-"));
});

afterEach(async () => {
  process.env["PATH"] = PATH;
  await rm(folder, { recursive: true, force: true });
});

/** Puts a `go` before the real one that "installs" a server which says it has this version. */
async function goThatInstalls(version: string): Promise<void> {
  const server = `#!/bin/sh\\necho nats-server: v${version}`;
  const install = `sleep 0.2; echo x >> ${folder}/installs; printf '${server}' > "$GOBIN/nats-server"; chmod 755 "$GOBIN/nats-server"`;
  await writeFile(join(tools, "go"), `#!/bin/sh\nif [ "$1" = version ]; then echo go1.26; else ${install}; fi\n`);
  await chmod(join(tools, "go"), 0o755);
  process.env["PATH"] = `${tools}${delimiter}${PATH}`;
}

describe("fetching servers", () => {
  test("names every missing tool at once", async () => {
    process.env["PATH"] = tools;
    await expect(fetchServers(["nats", "mongodb", "kafka"], { cache })).rejects.toThrow(/Go 1\.21[\s\S]*Python 3[\s\S]*Maven 3[\s\S]*Java 17/);
  });

  test("says which version was found when it is too old", async () => {
    await writeFile(join(tools, "go"), "#!/bin/sh\necho go version go1.19.8 linux/amd64\n");
    await chmod(join(tools, "go"), 0o755);
    process.env["PATH"] = tools;
    await expect(fetchServers(["nats"], { cache })).rejects.toThrow(/Go 1\.21 or newer.*go1\.19\.8/);
  });

  test("happens once when several ask at the same time", async () => {
    await goThatInstalls("2.15.2");
    const folders = await Promise.all([1, 2, 3].map(() => fetchServers(["nats"], { cache })));
    expect(new Set(folders.flat())).toEqual(new Set([fetchedFolder("nats", cache)]));
    expect(await readdir(cache)).toEqual(["nats-2.15.2"]);
    expect(await readFile(join(folder, "installs"), "utf8")).toBe("x\n");
  });

  test("refuses another version than the one wanted, and keeps nothing of it", async () => {
    await goThatInstalls("2.9.10");
    await expect(fetchServers(["nats"], { cache })).rejects.toThrow(
      /nats-2\.15\.2 could not be fetched.*2\.15\.2 was wanted, but what came says: .*2\.9\.10/s,
    );
    expect(fetchedFolder("nats", cache)).toBeUndefined();
    expect(await readdir(cache)).toEqual([]);
  });
});
