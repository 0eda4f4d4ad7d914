import { join, resolve } from "node:path";
import { writeSecrets } from "./secrets.ts";

const USAGE = `Makes the passwords and keys that docker-compose.yml reads as secrets; those that are there are kept.

node infra/setup/with-project.mjs infra/compose/main.ts [FOLDER]     FOLDER: ./secrets of the project unless given

To change a password, take it out of FOLDER/passwords.json (or remove mongo-root-password, grafana-password before the first start) and run it again:
see docs/operations.md, "Rotate keys".
`;

const [folder, ...others] = process.argv.slice(2);
if (others.length > 0 || folder?.startsWith("-") === true) {
  process.stderr.write(USAGE);
  process.exitCode = folder === "--help" ? 0 : 2;
} else {
  const target = folder === undefined ? join(import.meta.dirname, "../../secrets") : resolve(folder);
  const written = writeSecrets(target);
  process.stdout.write(`${written.length} files written to ${target}${written.length > 0 ? `: ${written.join(", ")}` : ""}\n`);
}
