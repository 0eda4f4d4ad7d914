import { BadSettings } from "@teilhabe/platform/config";
import { type KafkaConfig, logLevel } from "kafkajs";

const URL_FORM = /^(kafka|kafkas):\/\/(?:([^:@/]+):([^@/]+)@)?([^/@\s]+)\/?$/;
const CONNECT_MS = 5_000;
const REQUEST_MS = 8_000;

/**
 * How to reach the brokers of KAFKA_URL: `kafka://host:port[,host:port]`, `kafkas://…` over TLS, with `user:password@` by SASL/PLAIN. Nothing is tried again by the
 * client: whoever asks decides about that.
 * @throws BadSettings
 */
export function kafkaAddress(url: string): KafkaConfig {
  const [, scheme, user, password, hosts] = URL_FORM.exec(url) ?? [];
  if (hosts === undefined) throw new BadSettings("KAFKA_URL: must be kafka://[user:password@]host:port[,host:port], or kafkas://… for TLS");
  return {
    clientId: "teilhabe-partners",
    brokers: hosts.split(","),
    ssl: scheme === "kafkas",
    ...(user !== undefined && { sasl: { mechanism: "plain", username: decodeURIComponent(user), password: decodeURIComponent(password ?? "") } }),
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    retry: { retries: 0 },
    logLevel: logLevel.NOTHING,
  };
}
