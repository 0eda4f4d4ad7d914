// For mongosh, once or again: makes the replica set, then one user for each service, who may use that service's database only.
const { readFileSync } = require("node:fs");

const HOSTS = ["mongo-1:27017", "mongo-2:27017", "mongo-3:27017"];
const PRIMARY_WITHIN_MS = 60_000;
const ALREADY_INITIALIZED = 23;

const secret = (name) => readFileSync(`/run/secrets/${name}`, "utf8").trim();
const root = `root:${encodeURIComponent(secret("mongo-root-password"))}`;

function initiate() {
  const first = new Mongo(`mongodb://${root}@${HOSTS[0]}/?directConnection=true&authSource=admin`).getDB("admin");
  try {
    first.runCommand({ replSetInitiate: { _id: "rs0", members: HOSTS.map((host, index) => ({ _id: index, host })) } });
  } catch (error) {
    if (error.code !== ALREADY_INITIALIZED) throw error;
  }
}

function primary() {
  const url = `mongodb://${root}@${HOSTS.join(",")}/?replicaSet=rs0&authSource=admin&serverSelectionTimeoutMS=${PRIMARY_WITHIN_MS}`;
  return new Mongo(url).getDB("admin");
}

/** The administrator lays out databases; a service reads and writes its own. */
function rolesOf(user) {
  if (user !== "administrator") return [{ role: "readWrite", db: `teilhabe-${user}` }];
  return ["readWriteAnyDatabase", "dbAdminAnyDatabase"].map((role) => ({ role, db: "admin" }));
}

initiate();
const admin = primary();
for (const [user, pwd] of Object.entries(JSON.parse(secret("mongo-users.json")))) {
  const isKnown = admin.getUser(user) !== null;
  admin.runCommand({ [isKnown ? "updateUser" : "createUser"]: user, pwd, roles: rolesOf(user) });
}
print("replica set rs0 and its users are as they should be");
