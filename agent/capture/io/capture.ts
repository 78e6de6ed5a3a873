/**
 * Capture on Linux: what programs of this machine send to private apps comes to us as if we were the app.
 *
 * Kernel TCP, with the exact destination: routes of our own make what is captured local, the packet filter hands
 * connections over to transparent listeners. Everything is noted before it is changed, and taken back at the end.
 */
import { createServer, type Server, type Socket } from "node:net";
import type { Lease } from "../../../core/dns/stub-pool.ts";
import { stubIps } from "../../../core/dns/stub-prefix.ts";
import { type Cidr, parseCidr } from "../../../core/net/cidr.ts";
import { parseIp } from "../../../core/net/ip.ts";
import type { Srp } from "../../../core/policy/srp.ts";
import type { PortMissed } from "../../../core/record/report.ts";
import { clock } from "../../../io/clock.ts";
import { errorText } from "../../../io/errors.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import { openTransparent } from "../../../io/transparent-socket.ts";
import type { Agent } from "../../agent.ts";
import type { HostPort } from "../../config.ts";
import type { ProgramDoor } from "../../io/proxy-listener.ts";
import { Offers } from "../offers.ts";
import type { OwnPeer } from "../routes.ts";
import { type Stub, TABLE } from "../rules.ts";
import type { CapturedDatagrams } from "./captured-datagrams.ts";
import { FilterSets } from "./filter-sets.ts";
import { MISSED_EVERY_MS, MissedPorts } from "./missed-ports.ts";
import { ownPeers } from "./own-peers.ts";
import { Routing } from "./routing.ts";
import type { StubPlaces } from "./stub-places.ts";
import { permitted, SystemFault } from "./system.ts";
import { isCapturing, noteCapture, undoCapture } from "./undo.ts";

/** Gateways' names may lead elsewhere. */
const LOOK_AGAIN_MS = 60_000;
/** The kernel tells of other networks at once; it is asked this often. */
const NETWORK_EVERY_MS = 1_000;

export interface CaptureOptions {
  readonly state: string;
  /** host:port, as configured. */
  readonly gateways: readonly string[];
  readonly agent: Agent;
  /** Connections are handed to it. */
  readonly door: ProgramDoor;
  readonly places: StubPlaces;
  /** Takes captured datagrams. */
  readonly datagrams: CapturedDatagrams;
  readonly srp: () => Srp | undefined;
  /** A port was tried that none of this device's apps offers on that host. */
  readonly onMissed: (missed: PortMissed) => void;
  readonly log: JsonLog;
}

export class Capture {
  readonly #o: CaptureOptions;
  readonly #servers: Server[] = [];
  readonly #routing: Routing;
  readonly #sockets = new Set<Socket>();
  readonly #timers: ReturnType<typeof setInterval>[] = [];
  /** One change of the system at a time, in their order. */
  #turn: Promise<void> = Promise.resolve();
  #srp: Srp | undefined;
  #offers = new Offers([], "tcp");
  #udpOffers = new Offers([], "udp");
  #own: readonly OwnPeer[] = [];
  #resolvers: readonly HostPort[] = [];
  #filter = new FilterSets({ tcp4: 0, tcp6: 0, udp4: 0, udp6: 0 });
  /** New stubs that wait for the change under way. */
  #waiting: Lease[] = [];
  #adding: Promise<void> | undefined;
  #learning: Promise<void> | undefined;
  #closed = false;
  /** The last change was not made, or not whole. */
  #isBehind = false;
  #counted: Readonly<Record<string, number>> = {};

  private constructor(o: CaptureOptions) {
    this.#o = o;
    this.#routing = new Routing(o.log);
  }

  /** Resolves when capture stands. What an earlier life left is taken back before. */
  static async open(o: CaptureOptions): Promise<Capture> {
    const capture = new Capture(o);
    if (await undoCapture(o.state)) o.log.info("what an earlier capture had left is taken back");
    if (await isCapturing()) throw new SystemFault(`another agent captures on this machine (table ${TABLE} of nft)`);
    await capture.#listen();
    await noteCapture(o.state);
    try {
      await capture.#begin();
    } catch (error) {
      await capture.close();
      throw error;
    }
    return capture;
  }

  /** The ends that the packet filter hands over to. */
  get listens(): string[] {
    const { tcp4, tcp6 } = this.#filter.ports;
    return [`127.0.0.1:${tcp4}`, `[::1]:${tcp6}`];
  }

  /** Stubs are leased that the packet filter doesn't know yet. */
  get isMoving(): boolean {
    return this.#o.places.isMoving;
  }

  /** Takes nothing more; what runs ends as drained. */
  drain(): Promise<void> {
    return this.#o.door.close(this.#servers);
  }

  /** A stub is about to be told to a program: from then on its ports are taken. */
  offer(lease: Lease): Promise<void> {
    this.#waiting.push(lease);
    this.#adding ??= this.#change(async () => {
      const leases = this.#waiting;
      this.#waiting = [];
      this.#adding = undefined;
      // One that failed leaves leases that the filter doesn't know: all of it is made anew.
      await this.#filter.add(leases.map((one) => this.#stub(one))).catch((error: unknown) => this.#anew(error));
    });
    return this.#adding;
  }

  /** When the last stub that was told of is taken. */
  settled(): Promise<void> {
    return this.#adding ?? this.#turn;
  }

  withdraw(leases: readonly Lease[]): Promise<void> {
    // What was made anew meanwhile has them no longer.
    return this.#change(() => this.#filter.delete(leases.map((one) => this.#stub(one))).catch(() => this.#follow()));
  }

  /** Addresses that publishers have told are taken when this resolves, or a warning says why not. */
  learned(): Promise<void> {
    this.#learning ??= this.#change(() => {
      this.#learning = undefined;
      return this.#isBehind ? this.#follow() : this.#takeLearned().catch(() => this.#follow());
    }).catch((error: unknown) => this.#warn("addresses of names can't be captured", error));
    return this.#learning;
  }

  /** Whom the agent asks for others' names; an app's network may have them, and they are asked where they stand. */
  resolvers(resolvers: readonly HostPort[]): void {
    this.#resolvers = resolvers;
    this.#change(() => this.#keepOwnOut()).catch((error: unknown) => this.#warn("resolvers may be captured", error));
  }

  /** The SRP may be another one. */
  look(): void {
    if (this.#closed || this.#o.srp() === this.#srp) return;
    const follow = async () => {
      await this.#follow();
      await this.#lookAtPlaces();
    };
    this.#change(follow).catch((error: unknown) => this.#warn("what is captured can't be changed", error));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const server of this.#servers) server.close();
    await this.#turn;
    this.#o.places.close();
    await undoCapture(this.#o.state).catch((error: unknown) => this.#warn("capture can't be taken back", error));
  }

  async #listen(): Promise<void> {
    const ports = { tcp4: 0, tcp6: 0, ...this.#o.datagrams.ports };
    for (const family of [4, 6] as const) {
      const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
        this.#sockets.add(socket);
        socket.once("close", () => this.#sockets.delete(socket));
        this.#o.door.accept(socket);
      });
      server.on("error", () => this.#o.agent.refuse("capture", "accept-failed"));
      const fd = permitted(() => openTransparent(family));
      await new Promise<void>((resolve) => server.listen({ fd }, resolve));
      this.#servers.push(server);
      const { port } = server.address() as { port: number };
      ports[family === 4 ? "tcp4" : "tcp6"] = port;
    }
    this.#filter = new FilterSets(ports);
  }

  async #begin(): Promise<void> {
    // What is ours stays out before anything is taken in, and is refused before it is routed here.
    await this.#keepOwnOut();
    await this.#lookAtPlaces();
    await this.#follow();
    await this.#routing.begin();
    const cannot = (error: unknown) => this.#warn("can't look again", error);
    const again = () => this.#change(() => this.#lookAgain()).catch(cannot);
    this.#timers.push(setInterval(again, LOOK_AGAIN_MS));
    const missed = new MissedPorts(this.#o);
    this.#timers.push(setInterval(() => void this.#lookAtFilter(missed), MISSED_EVERY_MS));
    const moved = () => void (this.#o.places.noticed() && this.#change(() => this.#lookAtPlaces()).catch(cannot));
    this.#timers.push(setInterval(moved, NETWORK_EVERY_MS));
  }

  /** Somebody may have emptied the whole packet filter; and a change that failed is tried again, whole. */
  async #lookAtFilter(missed: MissedPorts): Promise<void> {
    try {
      await missed.look();
      this.#counted = await this.#filter.counters();
    } catch {
      this.#filter.forget();
      this.#isBehind = true;
    }
    if (this.#isBehind && !this.#closed) {
      await this.#change(() => this.#follow()).catch((error: unknown) => this.#warn("capture is not whole", error));
    }
  }

  /** Lines of routing, and packets since the table stands. */
  status(): Record<string, unknown> {
    return { whole: !this.#isBehind, ...this.#routing.status(), counters: this.#counted };
  }

  /** A network of this machine, or of an app, may be where stubs are taken from. */
  async #lookAtPlaces(): Promise<void> {
    const apps = (family: 4 | 6): Cidr[] =>
      [...this.#offers.blocks(family), ...this.#udpOffers.blocks(family)].flatMap((text) => parseCidr(text) ?? []);
    await this.#o.places.look({ 4: apps(4), 6: apps(6) }, () => this.#follow());
  }

  async #follow(): Promise<void> {
    this.#isBehind = true;
    const srp = this.#o.srp();
    const offers = new Offers(srp?.entries ?? [], "tcp");
    const udpOffers = new Offers(srp?.entries ?? [], "udp");
    const { pool } = this.#o.agent;
    this.#offers = offers;
    this.#udpOffers = udpOffers;
    const stubRanges = this.#o.places.networks();
    // Datagrams of associations that live go on by a stub of before; connections need no more than its route.
    const before = this.#o.places
      .retired()
      .map(({ name, ips }) => ({ ips, ports: [], udpPorts: udpOffers.portsOf(name) }));
    const stubs = [...pool.leases().map((lease) => this.#stub(lease)), ...before];
    await this.#filter.follow({ stubRanges, stubs, offers, udpOffers });
    await this.#routing.follow(stubRanges, offers, udpOffers);
    await this.#takeLearned();
    this.#srp = srp;
    this.#isBehind = false;
  }

  /** Addresses that publishers have told: what is offered at the name is offered there. */
  async #takeLearned(): Promise<void> {
    const addresses = this.#o.agent.learned.all(clock.now()).flatMap(({ address, name }): Stub[] => {
      const ip = parseIp(address);
      const [ports, udpPorts] = [this.#offers.portsOf(name), this.#udpOffers.portsOf(name)];
      return ip === undefined || ports.length + udpPorts.length === 0 ? [] : [{ ips: [ip], ports, udpPorts }];
    });
    await this.#filter.learn(addresses);
    await this.#routing.learn(addresses);
  }

  async #lookAgain(): Promise<void> {
    await this.#keepOwnOut();
    const live = () => new Set([...this.#sockets].map(({ localAddress = "" }) => localAddress));
    const free = this.#o.places.expire(clock.now(), () => [...live(), ...this.#o.datagrams.hosts()]);
    if (free) await this.#follow();
    else if (this.#o.agent.learned.expire(clock.now())) await this.#takeLearned();
    await this.#lookAtPlaces();
  }

  async #keepOwnOut(): Promise<void> {
    const wanted = await ownPeers(this.#o.gateways, this.#resolvers);
    // A name that can't be resolved now keeps what it had: a rule too many captures nothing.
    const kept = wanted.complete ? wanted.peers : [...wanted.peers, ...this.#own];
    await this.#routing.keepOut(kept);
    this.#own = kept;
  }

  #stub({ name, address }: Lease): Stub {
    const { prefix } = this.#o.agent;
    const ips = stubIps(prefix, address);
    return { ips, ports: this.#offers.portsOf(name), udpPorts: this.#udpOffers.portsOf(name) };
  }

  async #anew(error: unknown): Promise<void> {
    this.#warn("a stub can't be taken in", error);
    await this.#follow();
  }

  #change(make: () => Promise<void>): Promise<void> {
    const made = this.#turn.then(make);
    this.#turn = made.catch(() => {});
    return made;
  }

  #warn(what: string, error: unknown): void {
    this.#o.log.warn(what, { error: errorText(error) });
  }
}
