/** Opens the event log that a part's configuration names. */
import { readFileSync, statSync } from "node:fs";
import type { KafkaConfig, LogConfig } from "../../core/config/log.ts";
import { errnoOf } from "../errors.ts";
import { openEmbeddedLog } from "./embedded/embedded-log.ts";
import type { EventLog } from "./event-log.ts";
import { openKafka } from "./kafka/kafka-log.ts";

const OTHERS = 0o077;

/** A file of the log's configuration can't be used. The message names the field, the file and what to do. */
export class LogConfigFault extends Error {
  override readonly name = "LogConfigFault";
  readonly code = "WL_LOG_CONFIG";
}

/** `name` is how the brokers' logs call this process. */
export async function openLog(config: LogConfig, name: string): Promise<EventLog> {
  return "embedded" in config ? openEmbeddedLog(config.embedded) : openKafka(kafkaOptions(config.kafka, name));
}

/** Reads the files that the configuration names; connects nowhere. */
export function kafkaOptions({ brokers, prefix, tls, sasl }: KafkaConfig, name: string) {
  const own = tls?.own;
  return {
    ...{ brokers, prefix, clientId: `wayleave-${name}` },
    tls: tls && {
      ...(tls.caFile === undefined ? {} : { ca: read("tls.ca_file", tls.caFile) }),
      ...(own === undefined
        ? {}
        : { cert: read("tls.cert_file", own.certFile), key: readSecret("tls.key_file", own.keyFile) }),
    },
    sasl: sasl && {
      mechanism: sasl.mechanism,
      username: sasl.user,
      password: firstLine("sasl.password_file", sasl.passwordFile),
    },
  };
}

function read(field: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new LogConfigFault(`log.kafka.${field}: ${file} can't be read (${errnoOf(error)})`);
  }
}

function readSecret(field: string, file: string): string {
  const text = read(field, file);
  if ((statSync(file).mode & OTHERS) === 0) return text;
  throw new LogConfigFault(`log.kafka.${field}: others can read ${file}: chmod 600 it`);
}

/** An editor's last line end, of whichever system, is none of the password. */
function firstLine(field: string, file: string): string {
  const password = readSecret(field, file).replace(/\r?\n$/, "");
  if (password === "") throw new LogConfigFault(`log.kafka.${field}: ${file} is empty: write the password into it`);
  return password;
}
