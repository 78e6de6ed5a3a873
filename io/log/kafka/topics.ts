/** Topics as the log wants them at brokers: made so, held against what stands, and let go of what is old. */
import { checkTopic, LogFault, RETENTION_HELD_TIMES, type TopicShape } from "../event-log.ts";
import { addressOf, type Brokers, knownTopic, type Metadata, metadataFrom, unknownTopic } from "./brokers.ts";
import { answerType } from "./faults.ts";
import { LinkFault } from "./link.ts";

/** One batch of ours with its framing, as a broker's own default has it; said so that a smaller default is no trap. */
const BATCH_BYTES = 1_048_588;
const TOMBSTONES_STAY_MS = 24 * 3_600_000;
const REPLICAS_WANTED = 3;
const TOPIC_RESOURCE = 2;
const TOPIC_CONFIG_SOURCE = 1;
const FOR_EVER = -1;

interface Entry {
  readonly configName: string;
  readonly configValue: string;
  readonly configSource: number;
}

export class Topics {
  readonly #brokers: Brokers;

  constructor(brokers: Brokers) {
    this.#brokers = brokers;
  }

  async create(name: string, shape: TopicShape): Promise<void> {
    checkTopic(name, shape);
    await this.#brokers.patiently(`create topic ${name}`, async () => {
      const metadata = await this.#brokers.metadata(name);
      const found = knownTopic(metadata.topicMetadata, name);
      if (found === undefined) await this.#make(name, shape, metadata);
      else await this.#hold(name, shape, found.partitionMetadata.length);
    });
  }

  /** How long a topic's records are asked to stay once every group has read them; undefined for ever. Milliseconds. */
  async retention(name: string): Promise<{ readonly cleanup: string; readonly retentionMs: number | undefined }> {
    return this.#brokers.patiently(`look at topic ${name}`, async () => {
      const entries = await this.#entries(name);
      const retention = Number(settingOf(entries, "retention.ms"));
      const retentionMs = retention === FOR_EVER ? undefined : retention / RETENTION_HELD_TIMES;
      return { cleanup: settingOf(entries, "cleanup.policy"), retentionMs };
    });
  }

  async #make(name: string, shape: TopicShape, { brokers }: Metadata): Promise<void> {
    const replicas = Math.min(brokers.length, REPLICAS_WANTED);
    const configEntries = Object.entries(settingsOf(shape, replicas)).map(([key, value]) => ({ name: key, value }));
    const topics = [{ topic: name, numPartitions: shape.partitions, replicationFactor: replicas, configEntries }];
    try {
      await (await this.#brokers.any()).request("CreateTopics", { topics });
    } catch (error) {
      // Another process was faster: what it made is looked at.
      if (answerType(error) !== "TOPIC_ALREADY_EXISTS") throw error;
      throw new LinkFault(`topic ${name} is being made by another`, error);
    }
    // Every broker must know it, or the next call of this process, at another broker, finds nothing.
    for (const broker of brokers) {
      await this.#brokers.patiently(`create topic ${name}`, async () => {
        const { topicMetadata } = await metadataFrom(await this.#brokers.link(addressOf(broker)), name);
        const parts = knownTopic(topicMetadata, name)?.partitionMetadata ?? [];
        if (parts.length === shape.partitions && parts.every(({ leader }) => leader >= 0)) return;
        throw new LinkFault(`${addressOf(broker)} does not know topic ${name} yet`, undefined);
      });
    }
  }

  /** A topic that stands must be of this shape; of retention the newest call's holds. */
  async #hold(name: string, shape: TopicShape, partitions: number): Promise<void> {
    const entries = await this.#entries(name);
    const wrong = differences(shape, partitions, entries);
    if (wrong.length > 0) throw new LogFault("WL_LOG_TOPIC_SHAPE", `topic ${name} exists with ${wrong.join(", ")}`);
    const retention = retentionOf(shape);
    if (shape.cleanup === "compact" || settingOf(entries, "retention.ms") === retention) return;
    // This request sets a topic's settings as a whole: what stood there already is said again.
    const kept = entries.filter(
      ({ configName, configSource }) => configSource === TOPIC_CONFIG_SOURCE && configName !== "retention.ms",
    );
    const configEntries = [
      ...kept.map(({ configName, configValue }) => ({ name: configName, value: configValue })),
      { name: "retention.ms", value: retention },
    ];
    const resources = [{ type: TOPIC_RESOURCE, name, configEntries }];
    await (await this.#brokers.any()).request("AlterConfigs", { resources });
  }

  async #entries(name: string): Promise<readonly Entry[]> {
    const link = await this.#brokers.any();
    // No names mean all of them.
    const resources = [{ type: TOPIC_RESOURCE, name, configNames: [] }];
    try {
      const answer = await link.request<{ resources: { configEntries: Entry[] }[] }>("DescribeConfigs", { resources });
      return answer.resources[0]!.configEntries;
    } catch (error) {
      throw answerType(error) === "UNKNOWN_TOPIC_OR_PARTITION" ? unknownTopic(name) : error;
    }
  }
}

const settingOf = (entries: readonly Entry[], name: string): string =>
  entries.find(({ configName }) => configName === name)?.configValue ?? "";

/** A broker's retention knows no consumers, so it is set to the longest that anything unread stays. */
const retentionOf = ({ retentionMs }: TopicShape): string =>
  `${retentionMs === undefined ? FOR_EVER : retentionMs * RETENTION_HELD_TIMES}`;

/** What a topic is made with, by the names that brokers have for it. */
export const settingsOf = (shape: TopicShape, replicas: number): Record<string, string> => ({
  "cleanup.policy": shape.cleanup,
  "retention.ms": retentionOf(shape),
  "retention.bytes": `${FOR_EVER}`,
  "message.timestamp.type": "LogAppendTime",
  "max.message.bytes": `${BATCH_BYTES}`,
  "min.insync.replicas": replicas >= REPLICAS_WANTED ? "2" : "1",
  "unclean.leader.election.enable": "false",
  ...(shape.cleanup === "compact" ? { "delete.retention.ms": `${TOMBSTONES_STAY_MS}` } : {}),
});

/** Why a topic that stands isn't what is asked for, each with what was asked. */
function differences(shape: TopicShape, partitions: number, entries: readonly Entry[]): string[] {
  const asked = settingsOf(shape, 1);
  const must = ["cleanup.policy", "message.timestamp.type", "retention.bytes", "unclean.leader.election.enable"];
  const wrong = must.flatMap((name) => {
    const found = settingOf(entries, name);
    return found === asked[name] ? [] : [`${name} ${found}, asked was ${asked[name]}`];
  });
  if (partitions !== shape.partitions) wrong.push(`${partitions} partitions, asked was ${shape.partitions}`);
  return wrong;
}
