/** The settings of a local broker: those that the log asks of any broker, small, and listeners for what tests need. */
import { METADATA_BYTES_MAX } from "../event-log.ts";
import type { Sasl } from "./kafkajs.ts";

export interface LocalPorts {
  readonly plain: number;
  readonly controller: number;
  /** Told to clients in place of a listener of the same name, so that something can stand between. */
  readonly proxied: number;
  readonly tls: number;
  readonly sasl: number;
}

export interface LocalSecurity {
  /** PEM: private key and certificate chain of the broker. */
  readonly keyAndChain: string;
  readonly users: readonly {
    readonly name: string;
    readonly password: string;
    readonly mechanism: Sasl["mechanism"];
  }[];
}

const SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
const MECHANISMS = ["SCRAM-SHA-256", "SCRAM-SHA-512"] as const;
const YEAR_MINUTES = 365 * 24 * 60;

export interface LocalServer {
  readonly folder: string;
  readonly ports: LocalPorts;
  readonly security?: LocalSecurity;
  readonly node?: { readonly id: number; readonly controllers: readonly number[] };
  /** Of a listener that clients reach by a proxy: where it itself listens. */
  readonly behindProxy?: number;
}

export function serverProperties({ folder, ports, security, node, behindProxy }: LocalServer): string {
  const { id, controllers } = node ?? { id: 1, controllers: [ports.controller] };
  const replicas = Math.min(controllers.length, 3);
  const at = (name: string, port: number): string => `${name}://127.0.0.1:${port}`;
  const secure = security === undefined ? [] : [at("TLS", ports.tls), at("SASL", ports.sasl)];
  const proxied = behindProxy === undefined ? [] : [at("PROXIED", behindProxy)];
  const told = behindProxy === undefined ? [] : [at("PROXIED", ports.proxied)];
  const settings: Record<string, string | number | boolean> = {
    "process.roles": "broker,controller",
    "node.id": id,
    "controller.quorum.voters": controllers.map((port, i) => `${i + 1}@127.0.0.1:${port}`).join(","),
    "log.dirs": `${folder}/data`,
    listeners: [at("PLAIN", ports.plain), at("CONTROLLER", ports.controller), ...secure, ...proxied].join(","),
    "advertised.listeners": [at("PLAIN", ports.plain), ...secure, ...told].join(","),
    "listener.security.protocol.map": "PLAIN:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT,TLS:SSL,SASL:SASL_SSL",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAIN",
    // What the log asks of brokers.
    "auto.create.topics.enable": false,
    "unclean.leader.election.enable": false,
    "log.message.timestamp.type": "LogAppendTime",
    "offset.metadata.max.bytes": METADATA_BYTES_MAX,
    "offsets.retention.minutes": YEAR_MINUTES,
    // One machine: nothing else to replicate to; few partitions of what the broker keeps for itself.
    "offsets.topic.replication.factor": replicas,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.replication.factor": replicas,
    "transaction.state.log.min.isr": Math.min(replicas, 2),
    "transaction.state.log.num.partitions": 4,
    "share.coordinator.state.topic.replication.factor": replicas,
    "share.coordinator.state.topic.min.isr": 1,
    "group.initial.rebalance.delay.ms": 0,
    // A broker that was killed is let in again when the session of its last life is over.
    "broker.session.timeout.ms": 2000,
    "broker.heartbeat.interval.ms": 500,
    "num.network.threads": 2,
    "num.io.threads": 4,
    "log.cleaner.dedupe.buffer.size": 8 * 1024 * 1024,
    "log.index.size.max.bytes": 1024 * 1024,
    ...(security === undefined ? {} : securitySettings(security)),
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

function securitySettings({ keyAndChain }: LocalSecurity): Record<string, string> {
  const [key] = keyAndChain.split(/(?=-----BEGIN CERTIFICATE)/);
  const chain = keyAndChain.slice(key!.length);
  const inline = (pem: string): string => pem.trim().replaceAll("\n", "\\n");
  return {
    "ssl.keystore.type": "PEM",
    "ssl.keystore.key": inline(key!),
    "ssl.keystore.certificate.chain": inline(chain),
    "listener.name.sasl.sasl.enabled.mechanisms": MECHANISMS.join(","),
    ...Object.fromEntries(MECHANISMS.map((one) => [`listener.name.sasl.${one.toLowerCase()}.sasl.jaas.config`, SCRAM])),
  };
}
