/**
 * Which gateways a publisher's tunnels hang on: the nearest of its list by measured round trip, each another one.
 *
 * An owned table. A tunnel leaves its gateway at once where that drains or is lost, and for a nearer one only when that
 * was clearly nearer in several rounds of measuring: noise moves nothing.
 */
import { after, type Instant } from "../core/units.ts";

/** Of the rounds of measuring the shortest trip of the last few counts: the others waited for something. */
export const ROUNDS_KEPT = 10;
/** A tunnel moves to a gateway that is nearer by this share of its trip, and by this much at least. */
export const NEARER_SHARE = 0.25;
export const NEARER_MS = 3;
/** In so many rounds in a row. */
export const NEARER_ROUNDS = 3;
/** A tunnel that has moved for nearness stays this long, whatever is measured. */
export const STAY_MS = 300_000;
/** A gateway that failed is passed over for so long, doubling with each failure in a row; where all have, none is. */
export const DOUBT_FIRST_MS = 1_000;
export const DOUBT_MAX_MS = 60_000;

interface Gateway {
  readonly address: string;
  /** Round trips of the last rounds, milliseconds; the newest last. */
  readonly trips: number[];
  draining: boolean;
  failures: number;
  doubtedUntil: Instant;
}

interface Slot {
  /** What the tunnel hangs on, or is on its way to. */
  at: Gateway | undefined;
  /** What was nearer in how many rounds in a row. */
  nearer: { readonly gateway: Gateway; readonly rounds: number } | undefined;
  movedAt: Instant;
}

export class Nearest {
  readonly #gateways: readonly Gateway[];
  readonly #slots: readonly Slot[];

  /** `slots`: tunnels; at most as many as there are gateways. */
  constructor(addresses: readonly string[], slots: number) {
    const fresh = { draining: false, failures: 0, doubtedUntil: NEVER };
    this.#gateways = addresses.map((address) => ({ address, trips: [], ...fresh }));
    this.#slots = Array.from({ length: slots }, () => ({ at: undefined, nearer: undefined, movedAt: NEVER }));
  }

  /** It answered. */
  measured(address: string, tripMs: number, draining: boolean): void {
    const gateway = this.#of(address);
    gateway.trips.push(tripMs);
    if (gateway.trips.length > ROUNDS_KEPT) gateway.trips.shift();
    Object.assign(gateway, { draining, failures: 0, doubtedUntil: NEVER });
  }

  drains(address: string, does: boolean): void {
    this.#of(address).draining = does;
  }

  /** It could not be reached, would not have us, or was lost. */
  failed(address: string, now: Instant): void {
    const gateway = this.#of(address);
    const ms = Math.min(DOUBT_MAX_MS, DOUBT_FIRST_MS * 2 ** gateway.failures);
    gateway.failures += 1;
    gateway.doubtedUntil = after(now, ms);
  }

  /** A tunnel hangs there since just now; a gateway that drains says so next. */
  attached(address: string): void {
    Object.assign(this.#of(address), { draining: false, failures: 0, doubtedUntil: NEVER });
  }

  /** A tunnel that hangs nowhere dials this one. */
  target(slot: number, now: Instant): string {
    const own = this.#slots[slot]!;
    const free = this.#free(slot);
    own.at = free.reduce((best, one) => (compare(one, best, now) < 0 ? one : best));
    own.nearer = undefined;
    return own.at.address;
  }

  /** A round of measuring is over. */
  surveyed(now: Instant): void {
    this.#slots.forEach((own, slot) => {
      const best = this.#best(slot, now);
      if (best === undefined || own.at === undefined || !isClearlyNearer(best, own.at)) own.nearer = undefined;
      else own.nearer = { gateway: best, rounds: own.nearer?.gateway === best ? own.nearer.rounds + 1 : 1 };
    });
  }

  /** Where a tunnel that hangs on a gateway is to go instead; undefined: it stays. */
  better(slot: number, now: Instant): string | undefined {
    const own = this.#slots[slot]!;
    const best = this.#best(slot, now);
    if (own.at === undefined || best === undefined) return undefined;
    if (own.at.draining) return best.address;
    const settled = own.nearer?.gateway === best && own.nearer.rounds >= NEARER_ROUNDS;
    return settled && now >= after(own.movedAt, STAY_MS) ? best.address : undefined;
  }

  /** The tunnel is on its way there from one that it hangs on still; or back, where it could not be. */
  moves(slot: number, address: string, now: Instant): void {
    const own = this.#slots[slot]!;
    own.at = this.#of(address);
    own.nearer = undefined;
    own.movedAt = now;
  }

  /** A tunnel hangs there, or is on its way. */
  isTaken(address: string): boolean {
    return this.#slots.some(({ at }) => at?.address === address);
  }

  /** For the publisher's status. */
  seen(now: Instant): { gateway: string; trip_ms: number | null; draining: boolean; doubted: boolean }[] {
    return this.#gateways.map((one) => {
      const ms = tripOf(one);
      const trip_ms = Number.isFinite(ms) ? Math.round(ms * 100) / 100 : null;
      return { gateway: one.address, trip_ms, draining: one.draining, doubted: now < one.doubtedUntil };
    });
  }

  #of(address: string): Gateway {
    return this.#gateways.find((one) => one.address === address)!;
  }

  /** No other tunnel's. */
  #free(slot: number): readonly Gateway[] {
    const taken = new Set(this.#slots.flatMap(({ at }, n) => (n === slot || at === undefined ? [] : [at])));
    return this.#gateways.filter((one) => !taken.has(one));
  }

  /** Of those that nothing speaks against, another than its own. */
  #best(slot: number, now: Instant): Gateway | undefined {
    const { at } = this.#slots[slot]!;
    const good = this.#free(slot).filter((one) => one !== at && rankOf(one, now) === 0);
    return good.length === 0 ? undefined : good.reduce((best, one) => (compare(one, best, now) < 0 ? one : best));
  }
}

const NEVER = 0 as Instant;

/** One that drains still takes a tunnel that has nothing else; one that failed a moment ago most likely doesn't. */
const rankOf = ({ draining, doubtedUntil }: Gateway, now: Instant): number =>
  now < doubtedUntil ? 2 : draining ? 1 : 0;

const tripOf = ({ trips }: Gateway): number => Math.min(Number.POSITIVE_INFINITY, ...trips);

/** Below 0: the first one is to be preferred. What is equal stays in the order of the list. */
function compare(one: Gateway, other: Gateway, now: Instant): number {
  const [a, b] = [rankOf(one, now), rankOf(other, now)];
  if (a !== b) return a - b;
  if (a === 2) return one.doubtedUntil - other.doubtedUntil;
  const [near, far] = [tripOf(one), tripOf(other)];
  return near === far ? 0 : near - far;
}

const isClearlyNearer = (one: Gateway, than: Gateway): boolean => {
  const [near, far] = [tripOf(one), tripOf(than)];
  return near < far * (1 - NEARER_SHARE) && far - near >= NEARER_MS;
};
