/**
 * A real broker of Apache Kafka on this machine's loopback, for tests, shows and trials: started, killed, started again
 * on the same data. Its jars come by `deploy/local/kafka/fetch`.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../trial-port.ts";
import { Link } from "./link.ts";
import { type LocalPorts, type LocalSecurity, serverProperties } from "./local-properties.ts";

const run = promisify(execFile);

const FETCH = join(import.meta.dirname, "../../../deploy/local/kafka/fetch");
const JAVA_MIN = 17;
/** A cluster's id: 16 bytes in base64url. The same for all local ones, so data and broker always fit. */
const CLUSTER_ID = "d2F5bGVhdmUtbG9jYWwta2Fma2E";
const SCRAM_ITERATIONS = 4096;
const READY_MS = 60_000;
/** One that was asked to end and doesn't is killed. */
const END_MS = 20_000;
const TAIL_CHARS = 3000;
/** Small, and quick to start rather than fast for long. */
const JVM = ["-Xms96m", "-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"];

export interface LocalOptions {
  /** What is kept lies here: settings, data, what the broker wrote. */
  readonly folder: string;
  readonly ports?: LocalPorts;
  readonly security?: LocalSecurity;
  /** Of Kafka; the one that the pom pins where absent. */
  readonly version?: string;
  /** Of several brokers of one cluster: this one's number from 1, and the controllers' ports of all. */
  readonly node?: { readonly id: number; readonly controllers: readonly number[] };
  /** Where a listener stands that clients are told `ports.proxied` for. */
  readonly behindProxy?: number;
}

/** The ports that a broker listens on, each free a moment ago. */
export async function localPorts(): Promise<LocalPorts> {
  const [plain, controller, proxied, tls, sasl] = await Promise.all(Array.from({ length: 5 }, freePort));
  return { plain: plain!, controller: controller!, proxied: proxied!, tls: tls!, sasl: sasl! };
}

export class LocalBroker {
  readonly ports: LocalPorts;
  readonly #o: LocalOptions;
  readonly #java: string;
  readonly #classPath: string;
  #child: ChildProcess | undefined;
  #guard: ChildProcess | undefined;

  private constructor(o: LocalOptions, ports: LocalPorts, java: string, classPath: string) {
    this.#o = o;
    this.ports = ports;
    this.#java = java;
    this.#classPath = classPath;
  }

  /** Formats the folder where it is new, and starts the broker; resolves when it answers. */
  static async start(o: LocalOptions): Promise<LocalBroker> {
    const broker = await LocalBroker.prepare(o);
    await broker.start();
    return broker;
  }

  /** Formats the folder where it is new, and starts nothing: several brokers answer only together. */
  static async prepare(o: LocalOptions): Promise<LocalBroker> {
    const java = await findJava();
    const broker = new LocalBroker(o, o.ports ?? (await localPorts()), java, await jarsOf(o.version));
    mkdirSync(o.folder, { recursive: true, mode: 0o700 });
    writeFileSync(broker.#settings, serverProperties({ ...o, ports: broker.ports }), { mode: 0o600 });
    if (!existsSync(join(o.folder, "data", "meta.properties"))) await broker.#format();
    return broker;
  }

  /** host:port, without TLS or a password. */
  get address(): string {
    return `127.0.0.1:${this.ports.plain}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  async start(): Promise<void> {
    if (this.#child !== undefined) throw new Error("the broker runs already");
    const log = openSync(this.#log, "a");
    const child = spawn(this.#java, [...JVM, "-cp", this.#classPath, "kafka.Kafka", this.#settings], {
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.#child = child;
    child.once("exit", () => this.#ended(child));
    // Reads until its input ends: should this process be killed, the broker dies with it and leaves its ports.
    this.#guard = spawn("sh", ["-c", `read _; kill -9 ${child.pid}`], { stdio: ["pipe", "ignore", "ignore"] });
    this.#guard.unref();
    await this.#answers(child);
  }

  /** SIGKILL, as when the machine's kernel ends it. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** SIGSTOP: its connections stay, and nobody answers on them. */
  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  async stop(): Promise<void> {
    const late = setTimeout(() => this.#child?.kill("SIGKILL"), END_MS);
    await this.#end("SIGTERM");
    clearTimeout(late);
  }

  /** The last that it wrote. */
  tail(): string {
    return existsSync(this.#log) ? readFileSync(this.#log, "utf8").slice(-TAIL_CHARS).trim() : "(nothing)";
  }

  get #settings(): string {
    return join(this.#o.folder, "server.properties");
  }

  get #log(): string {
    return join(this.#o.folder, "broker.log");
  }

  async #format(): Promise<void> {
    const users = this.#o.security?.users ?? [];
    const scram = users.flatMap((user) => ["--add-scram", scramEntry(user)]);
    const args = ["-cp", this.#classPath, "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", this.#settings];
    await run(this.#java, [...args, ...scram]);
  }

  async #answers(child: ChildProcess): Promise<void> {
    const settings = { clientId: "wayleave-local", tls: undefined, sasl: undefined };
    for (const deadline = performance.now() + READY_MS; ; ) {
      if (this.#child !== child) throw new Error(`the broker has ended; its log:\n${this.tail()}`);
      try {
        const link = await Link.open(this.address, settings);
        link.close();
        return;
      } catch (error) {
        if (performance.now() > deadline) {
          const text = `the broker does not answer within ${READY_MS} ms; its log:\n${this.tail()}`;
          throw new Error(text, { cause: error });
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const ended = once(child, "exit");
    child.kill(signal);
    // A frozen one hears nothing but this and SIGKILL.
    child.kill("SIGCONT");
    await ended;
  }

  #ended(child: ChildProcess): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#guard?.kill("SIGKILL");
    this.#guard = undefined;
  }
}

/** Kafka's own tool takes what it stores of a user as an argument, so it is given the salted form and no password. */
function scramEntry({ name, password, mechanism }: LocalSecurity["users"][number]): string {
  const [digest, length] = mechanism === "scram-sha-256" ? (["sha256", 32] as const) : (["sha512", 64] as const);
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, SCRAM_ITERATIONS, length, digest);
  const fields = [`name=${name}`, `iterations=${SCRAM_ITERATIONS}`];
  fields.push(`salt="${salt.toString("base64")}"`, `saltedpassword="${salted.toString("base64")}"`);
  return `${mechanism.toUpperCase()}=[${fields.join(",")}]`;
}

/** The first Java that is new enough, of JAVA_HOME and PATH. */
async function findJava(): Promise<string> {
  const home = process.env.JAVA_HOME;
  const wanted = `Kafka needs Java ${JAVA_MIN} or newer: apt-get install openjdk-17-jre-headless, or set JAVA_HOME`;
  let found = "none is here";
  for (const java of [...(home === undefined ? [] : [join(home, "bin/java")]), "java"]) {
    try {
      const { stdout, stderr } = await run(java, ["-version"]);
      const version = Number(/version "(\d+)/.exec(stderr + stdout)?.[1] ?? 0);
      if (version >= JAVA_MIN) return java;
      found = `${java} is Java ${version}`;
    } catch {
      // The next one may be there.
    }
  }
  throw new Error(`${wanted} (${found})`);
}

async function jarsOf(version: string | undefined): Promise<string> {
  await run(FETCH, version === undefined ? [] : [version]);
  const pom = readFileSync(join(FETCH, "../pom.xml"), "utf8");
  const pinned = /<kafka.version>(.+)<\/kafka.version>/.exec(pom)![1]!;
  return join(FETCH, "../jars", version ?? pinned, "*");
}
