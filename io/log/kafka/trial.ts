/** What the tests at real brokers stand on: a broker in a folder of its own, and logs that are opened at it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LogUnderTest, sleep } from "../contract-bench.ts";
import { type EventLog, LogFault } from "../event-log.ts";
import { type KafkaOptions, openKafka } from "./kafka-log.ts";
import { LocalBroker, type LocalOptions } from "./local-broker.ts";

/** KAFKA_VERSION in the environment takes another than the pinned one. */
const { KAFKA_VERSION } = process.env;

export class Trial {
  readonly broker: LocalBroker;
  readonly #folder: string;
  readonly #logs: EventLog[] = [];

  private constructor(broker: LocalBroker, folder: string) {
    this.broker = broker;
    this.#folder = folder;
  }

  static async start(more: Partial<LocalOptions> = {}): Promise<Trial> {
    const folder = mkdtempSync(join(tmpdir(), "wayleave-kafka-"));
    const version = KAFKA_VERSION === undefined ? {} : { version: KAFKA_VERSION };
    return new Trial(await LocalBroker.start({ folder, ...version, ...more }), folder);
  }

  options(more: Partial<KafkaOptions> = {}): KafkaOptions {
    return { brokers: [this.broker.address], clientId: "trial", tls: undefined, sasl: undefined, ...more };
  }

  /** Closed by `end`. */
  open(more: Partial<KafkaOptions> = {}): EventLog {
    const log = openKafka(this.options(more));
    this.#logs.push(log);
    return log;
  }

  under(more: Partial<KafkaOptions> = {}): LogUnderTest {
    return {
      open: async () => openKafka(this.options(more)),
      opener: openerOf(this.options(more)),
      compactsAtOnce: false,
      dispose: () => this.end(),
    };
  }

  async end(): Promise<void> {
    await Promise.all(this.#logs.map((log) => log.close()));
    await this.broker.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** How another process opens the same log. */
export const openerOf = (options: KafkaOptions): LogUnderTest["opener"] => ({
  module: new URL("./kafka-log.ts", import.meta.url).href,
  name: "openKafka",
  args: [options],
});

/** Again while the brokers are away, as a caller may to whom `stored: "no"` was said. */
export async function untilAvailable<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LogFault) || error.code !== "WL_LOG_UNAVAILABLE" || error.stored !== "no") throw error;
      await sleep(100);
    }
  }
}
