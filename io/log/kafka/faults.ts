/** What brokers and connections say is wrong, as faults of the log, and what of it passes by itself. */
import { LogFault, type LogFaultCode } from "../event-log.ts";
import type { KafkaError } from "./kafkajs.ts";
import { LinkFault } from "./link.ts";

/** The name of the protocol's error, or undefined where it is none. */
export function answerType(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof LogFault || error instanceof LinkFault) return undefined;
  const { type, errors } = error as KafkaError;
  return type ?? (errors ?? []).map(({ type: one }) => one).find((one) => one !== undefined);
}

/** Passes once a leader, coordinator or replica is back; kafkajs calls some of these final. */
const PASSING = new Set([
  "BROKER_NOT_AVAILABLE",
  "CONCURRENT_TRANSACTIONS",
  "FENCED_LEADER_EPOCH",
  "GROUP_COORDINATOR_NOT_AVAILABLE",
  "GROUP_LOAD_IN_PROGRESS",
  "INVALID_TXN_STATE",
  "KAFKA_STORAGE_ERROR",
  "LEADER_NOT_AVAILABLE",
  "LISTENER_NOT_FOUND",
  "NETWORK_EXCEPTION",
  "NOT_CONTROLLER",
  "NOT_COORDINATOR_FOR_GROUP",
  "NOT_ENOUGH_REPLICAS",
  "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  "NOT_LEADER_FOR_PARTITION",
  "OFFSET_NOT_AVAILABLE",
  "REPLICA_NOT_AVAILABLE",
  "REQUEST_TIMED_OUT",
  "UNKNOWN_LEADER_EPOCH",
  "UNSTABLE_OFFSET_COMMIT",
]);

export const passes = (error: unknown): boolean =>
  error instanceof LinkFault ? !error.refused : PASSING.has(answerType(error) ?? "");

export const isUnknownTopic = (error: unknown): boolean =>
  error instanceof LogFault
    ? error.code === "WL_LOG_TOPIC_UNKNOWN"
    : answerType(error) === "UNKNOWN_TOPIC_OR_PARTITION";

const CODES: Readonly<Record<string, LogFaultCode>> = {
  INVALID_COMMIT_OFFSET_SIZE: "WL_LOG_TOO_LARGE",
  INVALID_PRODUCER_EPOCH: "WL_LOG_FENCED",
  INVALID_PRODUCER_ID_MAPPING: "WL_LOG_FENCED",
  INVALID_TOPIC_EXCEPTION: "WL_LOG_TOPIC_SHAPE",
  MESSAGE_TOO_LARGE: "WL_LOG_TOO_LARGE",
  RECORD_LIST_TOO_LARGE: "WL_LOG_TOO_LARGE",
  TOPIC_ALREADY_EXISTS: "WL_LOG_TOPIC_SHAPE",
  UNKNOWN_TOPIC_OR_PARTITION: "WL_LOG_TOPIC_UNKNOWN",
};

const REMEDIES: Readonly<Record<string, string>> = {
  GROUP_AUTHORIZATION_FAILED: "grant this user READ on the group",
  INVALID_COMMIT_OFFSET_SIZE: "set the brokers' offset.metadata.max.bytes to 65536 or more",
  INVALID_REPLICATION_FACTOR: "there are fewer brokers alive than the topic wants replicas",
  INVALID_TRANSACTION_TIMEOUT: "set the brokers' transaction.max.timeout.ms to 900000, its default",
  MESSAGE_TOO_LARGE: "set the topic's max.message.bytes to 1048588 or more",
  TOPIC_AUTHORIZATION_FAILED: "grant this user READ, WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS and DELETE on the topic",
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    "grant this user WRITE on transactional ids that begin with wayleave.position.",
  CLUSTER_AUTHORIZATION_FAILED: "grant this user IDEMPOTENT_WRITE and DESCRIBE on the cluster",
};

export function faultFrom(error: unknown, what: string, stored: "no" | "unknown" = "no"): LogFault {
  if (error instanceof LogFault) return error;
  const type = answerType(error);
  const remedy = type === undefined ? undefined : REMEDIES[type];
  const said = type ?? (error instanceof Error ? error.message : String(error));
  const text = `${what}: ${said}${remedy === undefined ? "" : `; ${remedy}`}`;
  return new LogFault(CODES[type ?? ""] ?? "WL_LOG_UNAVAILABLE", text, { stored, cause: error });
}
