/** The key `log` of a part's configuration: the embedded event log, or Kafka's brokers. */
import { splitHostPort } from "../net/ip.ts";
import type { Located } from "./located.ts";
import { type ConfigMistake, PartFields } from "./part-fields.ts";
import { lineOf, plainOf } from "./plain.ts";

/** `embedded` is a folder. */
export type LogConfig = { readonly embedded: string } | { readonly kafka: KafkaConfig };

export interface KafkaConfig {
  /** host:port of some brokers; the others are learned from these. */
  readonly brokers: readonly string[];
  /** Stands before the name of every topic, group and transactional id, where several systems share a cluster. */
  readonly prefix: string;
  readonly tls: KafkaTls | undefined;
  readonly sasl: KafkaSasl | undefined;
}

/** Files in PEM. */
export interface KafkaTls {
  /** Undefined: the authorities that the operating system's Node trusts. */
  readonly caFile: string | undefined;
  /** This client's own certificate, where brokers ask for one. */
  readonly own: { readonly certFile: string; readonly keyFile: string } | undefined;
}

export interface KafkaSasl {
  readonly mechanism: SaslMechanism;
  readonly user: string;
  readonly passwordFile: string;
}

export type SaslMechanism = "scram-sha-256" | "scram-sha-512";

const MECHANISMS: readonly SaslMechanism[] = ["scram-sha-512", "scram-sha-256"];
const BROKERS_MAX = 32;
const PREFIX_FORM = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const KAFKA_FIELDS = ["brokers", "prefix", "tls", "sasl"];

/** `value` is what stands under `log`. */
export function logOf(value: unknown, fields: PartFields): LogConfig {
  const log = fields.mapping(value, "log", ["embedded", "kafka"]);
  const [embedded, kafka] = [log["embedded"], log["kafka"]];
  if (kafka === undefined) {
    const wants = "a folder, unless log.kafka names brokers";
    return { embedded: value === undefined ? "" : fields.text(embedded, "log.embedded", wants) };
  }
  if (embedded !== undefined) fields.wrong("log", "either embedded or kafka, not both", Object.keys(log));
  return { kafka: kafkaOf(kafka, "log.kafka", fields) };
}

/** The same for parts that read their file with its lines. `tell` is given the line of the field, and its mistake. */
export function logIn(
  value: Located | undefined,
  tell: (line: number, field: string, text: string) => void,
): LogConfig {
  const fields = new PartFields();
  const config = logOf(value === undefined ? undefined : plainOf(value), fields);
  for (const { field, text } of fields.mistakes) tell(value === undefined ? 1 : lineOf(value, field), field, text);
  return config;
}

/** A file that holds what stands under `log.kafka`. Brokers that the command line names stand in for the file's. */
export function judgeKafkaFile(
  value: unknown,
  brokers: readonly string[] | undefined,
): { config?: KafkaConfig; mistakes: ConfigMistake[] } {
  const fields = new PartFields();
  const named = brokers === undefined ? {} : { brokers };
  const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
  const config = kafkaOf(isMapping ? { ...value, ...named } : value, "", fields);
  return fields.mistakes.length > 0 ? { mistakes: fields.mistakes } : { config, mistakes: [] };
}

function kafkaOf(value: unknown, path: string, fields: PartFields): KafkaConfig {
  const at = (name: string): string => (path === "" ? name : `${path}.${name}`);
  const kafka = fields.mapping(value, path, KAFKA_FIELDS);
  const { prefix = "" } = kafka;
  if (prefix !== "" && !(typeof prefix === "string" && PREFIX_FORM.test(prefix))) {
    fields.wrong(at("prefix"), 'at most 64 of a-z, 0-9, dot, dash and underscore, such as "prod."', prefix);
  }
  return {
    brokers: brokersOf(kafka["brokers"], at("brokers"), fields),
    prefix: String(prefix),
    tls: kafka["tls"] === undefined ? undefined : tlsOf(kafka["tls"], at("tls"), fields),
    sasl: kafka["sasl"] === undefined ? undefined : saslOf(kafka["sasl"], at("sasl"), fields),
  };
}

function brokersOf(value: unknown, field: string, fields: PartFields): readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > BROKERS_MAX) {
    fields.wrong(field, `a list of 1 to ${BROKERS_MAX} host:port`, value);
    return [];
  }
  value.forEach((one: unknown, i) => {
    const found = typeof one === "string" ? splitHostPort(one) : undefined;
    if (found === undefined || found.port === 0) fields.wrong(`${field}[${i}]`, "host:port, such as kafka-1:9092", one);
  });
  return value as string[];
}

/** `tls: {}` is TLS too. */
function tlsOf(value: unknown, path: string, fields: PartFields): KafkaTls {
  const tls = fields.mapping(value, path, ["ca_file", "cert_file", "key_file"]);
  const file = (name: string) => fields.optional(tls[name], `${path}.${name}`, "a file in PEM");
  const [caFile, certFile, keyFile] = [file("ca_file"), file("cert_file"), file("key_file")];
  if ((certFile === undefined) !== (keyFile === undefined)) {
    fields.wrong(path, "with both cert_file and key_file, or neither", Object.keys(tls));
  }
  const own = certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile };
  return { caFile, own };
}

function saslOf(value: unknown, path: string, fields: PartFields): KafkaSasl {
  const sasl = fields.mapping(value, path, ["mechanism", "user", "password_file"]);
  const { mechanism = MECHANISMS[0]! } = sasl;
  if (!MECHANISMS.some((one) => one === mechanism)) {
    fields.wrong(`${path}.mechanism`, MECHANISMS.join(" or "), mechanism);
  }
  return {
    mechanism: mechanism as SaslMechanism,
    user: fields.text(sasl["user"], `${path}.user`, "a user of the brokers"),
    passwordFile: fields.text(sasl["password_file"], `${path}.password_file`, "a file that its owner alone can read"),
  };
}

/** As a part's file has it. */
export function kafkaPlain({ brokers, prefix, tls, sasl }: KafkaConfig) {
  const own = tls?.own === undefined ? {} : { cert_file: tls.own.certFile, key_file: tls.own.keyFile };
  const ca = tls?.caFile === undefined ? {} : { ca_file: tls.caFile };
  const password = sasl === undefined ? {} : { password_file: sasl.passwordFile };
  return {
    brokers: [...brokers],
    ...(prefix === "" ? {} : { prefix }),
    ...(tls === undefined ? {} : { tls: { ...ca, ...own } }),
    ...(sasl === undefined ? {} : { sasl: { mechanism: sasl.mechanism, user: sasl.user, ...password } }),
  };
}
