/** The servers that the distributed mode stands on. */
export type ServerKind = "nats" | "mongodb" | "kafka";

export const SERVER_KINDS: readonly ServerKind[] = ["nats", "mongodb", "kafka"];

/** The variable in which a running server's URL is handed on: `nats://…`, `mongodb://…?replicaSet=…`, `kafka://host:port`. */
export const URL_VARIABLES: Readonly<Record<ServerKind, string>> = { nats: "NATS_URL", mongodb: "MONGODB_URL", kafka: "KAFKA_URL" };

/** Takes one line of progress or warning, without line end. */
export type Log = (line: string) => void;
