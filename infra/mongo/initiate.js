// For mongosh, once or again: makes the replica set, then one user for each service, who may only read and write what is in that service's database.
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

/** Collections, validators and indexes are made by the provisioning; a service only reads and writes documents. */
const SERVICE_ACTIONS = ["find", "insert", "update", "remove"];
const ADMINISTRATOR_ROLES = ["readWriteAnyDatabase", "dbAdminAnyDatabase"];

function makeRole(admin, user) {
  const name = `service-${user}`;
  const isKnown = admin.getRole(name) !== null;
  const privileges = [{ resource: { db: `teilhabe-${user}`, collection: "" }, actions: SERVICE_ACTIONS }];
  admin.runCommand({ [isKnown ? "updateRole" : "createRole"]: name, privileges, roles: [] });
  return name;
}

function makeUser(admin, user, pwd) {
  const names = user === "administrator" ? ADMINISTRATOR_ROLES : [makeRole(admin, user)];
  const isKnown = admin.getUser(user) !== null;
  const roles = names.map((role) => ({ role, db: "admin" }));
  admin.runCommand({ [isKnown ? "updateUser" : "createUser"]: user, pwd, roles });
}

initiate();
const admin = primary();
for (const [user, pwd] of Object.entries(JSON.parse(secret("mongo-users.json")))) makeUser(admin, user, pwd);
print("replica set rs0 and its users are as they should be");
