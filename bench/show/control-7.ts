/**
 * control.7: POSTs to counting apps while publishers and gateways are killed and drained: none is applied twice, no
 * open fails that another gateway can carry, a killed publisher's pairs move once and go home by the rule.
 *
 * Three gateways with both roles, three publishers that hang on two of them each, two devices of two people, all real
 * processes. A pair goes home after HOME_S here, by the gateways' configuration; five minutes is the default.
 */
import { prng } from "../../io/trial-prng.ts";
import { until } from "./estate.ts";
import type { Shown, ShowOptions } from "./main.ts";
import { type Carried, pairOf } from "./routed/carried.ts";
import { HOME_S, type House, openHouse } from "./routed/house.ts";
import type { Posted } from "./routed/posts.ts";

/** A publisher's pairs are carried by others within this. */
const MOVED_WITHIN_MS = 5_000;
/** Between what is done to the house, under load. */
const BETWEEN_MS = 4_000;

interface Seen {
  readonly figures: Record<string, unknown>;
  readonly failures: string[];
}

export async function show({ short, seed, progress }: ShowOptions): Promise<Shown> {
  const posts = short ? 300 : 2_000;
  const seen: Seen = { figures: { home_after_s: HOME_S }, failures: [] };
  const house = await openHouse(short ? 120 : 60);
  try {
    progress("the house is up, every publisher is held twice");
    house.posts.go();
    await calm(house);
    await gatewayKilled(house, seen, progress);
    await publisherKilled(house, seen, progress);
    await publisherStopped(house, seen, progress);
    await gatewayDrained(house, seen, progress);
    await entryDrained(house, seen, progress);
    await entryKilled(house, seen, progress);
    await weather(house, seen, { posts, random: prng(seed), progress });
    await house.posts.rest();
    judgePosts(house, seen, posts);
  } finally {
    await house.close();
  }
  return seen;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Every pair has had its flows for a while, and every publisher is held twice. */
async function calm({ carriers, gateways }: House): Promise<void> {
  const held = () => gateways.reduce((sum, { name }) => sum + carriers.tunnelsAt(name).length, 0);
  await until("every publisher is held twice", () => (held() >= 6 ? true : undefined), 60_000);
  await pause(BETWEEN_MS);
}

/** Opens that began within `ms` after `from` and that no program got. */
const failedOpens = (all: readonly Posted[], from: number): Posted[] =>
  all.filter(({ opened, beganAt }) => !opened && beganAt >= from);

/** What failed since `from` is told as a failure of the show. */
async function noneFailed({ posts }: House, from: number, what: string, seen: Seen): Promise<void> {
  await pause(BETWEEN_MS);
  const failed = failedOpens(posts.all, from);
  seen.figures[`failed_opens_${what}`] = failed.length;
  const slowest = Math.max(0, ...posts.all.filter(({ beganAt }) => beganAt >= from).map(({ openMs }) => openMs));
  seen.figures[`slowest_open_ms_${what}`] = Math.round(slowest);
  if (failed.length > 0) seen.failures.push(`${failed.length} opens failed: ${what}; the first: ${failed[0]!.refusal}`);
}

type Progress = ShowOptions["progress"];

/** A Publisher Gateway is killed: what it held is held twice, so no open fails. */
async function gatewayKilled(house: House, seen: Seen, progress: Progress): Promise<void> {
  progress("SIGKILL to a Publisher Gateway");
  const from = performance.now();
  await house.gateway("g2").kill();
  await noneFailed(house, from, "gateway_killed", seen);
  await house.gateway("g2").start();
  await calm(house);
}

/** A publisher is killed: its pairs move once, the others stay; when it is back they stay while they have flows. */
async function publisherKilled(house: House, seen: Seen, progress: Progress): Promise<void> {
  const { carriers, posts, publishers } = house;
  const before = lastOf(carriers.opened);
  const own = (name: string) => [...before].filter(([, { publisher }]) => publisher === name).map(([pair]) => pair);
  const victim = publishers.reduce((most, one) => (own(one.name).length > own(most.name).length ? one : most));
  const pairs = own(victim.name);
  progress(`SIGKILL to ${victim.name}, which carries ${pairs.length} of ${before.size} pairs`);
  const [from, fromUs] = [performance.now(), Date.now() * 1000];
  await victim.kill();
  const elsewhere = () => {
    const now = lastOf(carriers.opened.filter(({ atUs }) => atUs >= fromUs));
    const moved = pairs.filter((pair) => now.has(pair) && now.get(pair)!.publisher !== victim.name);
    return moved.length === pairs.length ? now : undefined;
  };
  const after = await until("every pair of the killed publisher has another", elsewhere, 15_000);
  const ms = Math.max(...pairs.map((pair) => firstAt(carriers.opened, pair, victim.name, fromUs) - fromUs)) / 1000;
  seen.figures["pairs_moved_within_ms"] = Math.round(ms);
  if (ms > MOVED_WITHIN_MS) seen.failures.push(`the last pair was carried by another publisher after ${ms} ms`);
  await noneFailed(house, from, "publisher_killed", seen);
  const stray = [...after].filter(([pair, { publisher }]) => {
    return !pairs.includes(pair) && publisher !== before.get(pair)?.publisher;
  });
  if (stray.length > 0) seen.failures.push(`pairs moved that had no need to: ${stray.map(([pair]) => pair)}`);
  await once(house, pairs, victim.name, fromUs, seen);
  progress(`${victim.name} is back; its pairs stay while they have flows`);
  const backUs = Date.now() * 1000;
  await victim.start();
  await calm(house);
  const early = carriers.moved.filter(({ atUs }) => atUs >= backUs);
  if (early.length > 0) seen.failures.push(`${early.length} pairs moved back while they had flows`);
  progress(`no flows for ${HOME_S} s: the next ones go home`);
  await posts.rest();
  await pause(HOME_S * 1_000 + 500);
  posts.go();
  await calm(house);
  const home = carriers.moved.filter(({ atUs, why, to }) => atUs >= backUs && why === "home" && to === victim.name);
  seen.figures["pairs_gone_home"] = new Set(home.map(pairOf)).size;
  if (new Set(home.map(pairOf)).size !== pairs.length || home.length !== pairs.length)
    seen.failures.push(`${pairs.length} pairs had moved, ${home.length} moves home were told`);
}

/** Each pair moved exactly once, and the event says from whom and why. */
async function once({ carriers }: House, pairs: readonly string[], from: string, sinceUs: number, seen: Seen) {
  const moves = () => carriers.moved.filter((one) => one.atUs >= sinceUs);
  await until("the moves are told", () => (moves().length >= pairs.length ? true : undefined), 15_000);
  const wrong = moves().filter((one) => one.from !== from || !pairs.includes(pairOf(one)));
  seen.figures["pairs_moved"] = moves().length;
  seen.figures["why_moved"] = [...new Set(moves().map(({ why }) => why))];
  if (moves().length !== pairs.length || wrong.length > 0)
    seen.failures.push(
      `${pairs.length} pairs had to move, ${moves().length} moves were told, ${wrong.length} of others`,
    );
}

/** A publisher that is stopped says so: what it carries at that moment is carried by others. */
async function publisherStopped(house: House, seen: Seen, progress: Progress): Promise<void> {
  const [victim] = house.publishers;
  progress(`${victim!.name} is stopped in order`);
  const from = performance.now();
  await victim!.stop();
  await noneFailed(house, from, "publisher_stopped", seen);
  await victim!.start();
  await calm(house);
}

/** An operator drains a gateway, then stops it: nobody notices. */
async function gatewayDrained(house: House, seen: Seen, progress: Progress): Promise<void> {
  const { carriers } = house;
  progress("a gateway is drained");
  const from = performance.now();
  await carriers.drain("gateway", "g3", true);
  await until("no tunnel is left there", () => (carriers.tunnelsAt("g3").length === 0 ? true : undefined), 15_000);
  seen.figures["drained_within_ms"] = Math.round(performance.now() - from);
  const movedUs = Date.now() * 1000;
  await noneFailed(house, from, "gateway_drained", seen);
  const over = carriers.opened.filter(({ atUs, publisherGateway }) => atUs >= movedUs && publisherGateway === "g3");
  if (over.length > 0) seen.failures.push(`${over.length} flows went over the drained gateway`);
  progress("and stopped");
  const stopFrom = performance.now();
  await house.gateway("g3").stop();
  await noneFailed(house, stopFrom, "drained_gateway_stopped", seen);
  await house.gateway("g3").start();
  await calm(house);
}

/** The gateway that the devices hang on is drained: they go to the next, and come home when that is over. */
async function entryDrained(house: House, seen: Seen, progress: Progress): Promise<void> {
  const { carriers } = house;
  progress("the gateway that the devices hang on is drained");
  const from = performance.now();
  await carriers.drain("gateway", "g1", true);
  const through = (name: string, sinceUs: number) =>
    carriers.opened.filter(({ clientGateway, atUs }) => clientGateway === name && atUs >= sinceUs);
  const drainedUs = Date.now() * 1000;
  await until("devices go elsewhere", () => (through("g3", drainedUs).length > 0 ? true : undefined), 15_000);
  const movedUs = Date.now() * 1000 + 1_000_000;
  await noneFailed(house, from, "entry_drained", seen);
  const late = [...through("g1", movedUs), ...carriers.opened.filter((one) => isOver(one, "g1", movedUs))];
  if (late.length > 0) seen.failures.push(`${late.length} flows went over the drained entry gateway`);
  await carriers.drain("gateway", "g1", false);
  const backUs = Date.now() * 1000;
  await until("devices come home", () => (through("g1", backUs).length > 0 ? true : undefined), 30_000);
  await calm(house);
}

const isOver = ({ publisherGateway, atUs }: Carried, name: string, sinceUs: number): boolean =>
  publisherGateway === name && atUs >= sinceUs;

/** The gateway that the devices hang on is killed: new flows go through the next. */
async function entryKilled(house: House, seen: Seen, progress: Progress): Promise<void> {
  progress("SIGKILL to the gateway that the devices hang on");
  const from = performance.now();
  await house.gateway("g1").kill();
  await noneFailed(house, from, "entry_killed", seen);
  await house.gateway("g1").start();
  await calm(house);
}

/** Until so many were posted: publishers and gateways are killed at random, one at a time. */
async function weather(
  house: House,
  seen: Seen,
  { posts, random, progress }: { readonly posts: number; readonly random: () => number; readonly progress: Progress },
): Promise<void> {
  const all = [...house.gateways, ...house.publishers];
  let kills = 0;
  while (house.posts.begun < posts) {
    const victim = all[Math.floor(random() * all.length)]!;
    progress(`SIGKILL to ${victim.name} (${house.posts.begun} POSTs so far)`);
    await pause(random() * 1_500);
    await victim.kill();
    kills += 1;
    await pause(1_000);
    await victim.start();
    await calm(house);
  }
  seen.figures["random_kills"] = kills;
}

/** None twice; what was answered once; what was refused not at all. */
function judgePosts({ posts, apps }: House, seen: Seen, wanted: number): void {
  const twice = [...apps.applied].filter(([, times]) => times > 1);
  const answered = posts.all.filter((one) => one.answered);
  const lost = answered.filter(({ id }) => !apps.applied.has(id));
  const refused = posts.all.filter(({ opened }) => !opened);
  const applied = refused.filter(({ id }) => apps.applied.has(id));
  const unknown = posts.all.filter((one) => one.opened && !one.answered);
  Object.assign(seen.figures, {
    ...{ posts: posts.all.length, applied: apps.applied.size, applied_twice: twice.length, answered: answered.length },
    ...{ cut_after_open: unknown.length, failed_opens_in_all: refused.length },
  });
  if (posts.all.length < wanted) seen.failures.push(`${posts.all.length} POSTs, ${wanted} were wanted`);
  if (twice.length > 0) seen.failures.push(`applied twice: ${twice.map(([id]) => id)}`);
  if (lost.length > 0) seen.failures.push(`answered and not applied: ${lost.map(({ id }) => id)}`);
  if (applied.length > 0) seen.failures.push(`refused and yet applied: ${applied.map(({ id }) => id)}`);
}

/** The last that carried each pair. */
function lastOf(carried: readonly Carried[]): Map<string, Carried> {
  return new Map([...carried].sort((a, b) => a.atUs - b.atUs).map((one) => [pairOf(one), one]));
}

/** When another than `than` carried the pair for the first time since. */
function firstAt(carried: readonly Carried[], pair: string, than: string, sinceUs: number): number {
  const found = carried.filter((one) => pairOf(one) === pair && one.publisher !== than && one.atUs >= sinceUs);
  return Math.min(...found.map(({ atUs }) => atUs));
}
