/**
 * The packet filter's table on this machine: made once, then changed by what differs, so that its counters and notes
 * stay, and a change costs what it touches.
 */
import {
  addStubsText,
  type Captured,
  countersIn,
  deleteStubsText,
  differenceText,
  elementsOf,
  elementsOfLearned,
  elementsOfStubs,
  LEARNED_SETS,
  type ListenPorts,
  type SetElements,
  type Stub,
  TABLE,
  tableText,
} from "../rules.ts";
import { filter, run } from "./system.ts";

export class FilterSets {
  readonly ports: ListenPorts;
  /** What its sets hold; undefined: that isn't known, and the table is made anew. */
  #held: Map<string, Set<string>> | undefined;

  constructor(ports: ListenPorts) {
    this.ports = ports;
  }

  /** All there is now. A difference that the filter refuses is followed by the whole. */
  async follow(captured: Omit<Captured, "ports">): Promise<void> {
    const wanted = elementsOf(captured);
    const held = this.#held;
    this.#held = undefined;
    const offered = held && new Map([...held].filter(([name]) => !LEARNED_SETS.includes(name)));
    const text = offered && differenceText(offered, wanted);
    const isChanged = held !== undefined && (text === undefined || (await this.#took(text)));
    if (!isChanged) await filter(tableText({ ...captured, ports: this.ports }));
    // A table that was made anew has no addresses of publishers.
    const kept = isChanged ? [...(held ?? [])].filter(([name]) => LEARNED_SETS.includes(name)) : [];
    this.#held = new Map([...mutable(wanted), ...kept]);
  }

  /** All addresses that publishers have told, after `follow`. */
  async learn(addresses: readonly Stub[]): Promise<void> {
    const wanted = elementsOfLearned(addresses);
    const held = new Map(LEARNED_SETS.map((name) => [name, this.#held?.get(name) ?? new Set<string>()]));
    await this.#tell(differenceText(held, wanted));
    for (const [name, elements] of mutable(wanted)) this.#held?.set(name, elements);
  }

  /** What it holds isn't known any more. */
  forget(): void {
    this.#held = undefined;
  }

  /** Rejects where it can't be told; then it is to follow. */
  async add(stubs: readonly Stub[]): Promise<void> {
    await this.#tell(addStubsText(stubs));
    for (const [name, elements] of elementsOfStubs(stubs)) {
      const own = this.#held?.get(name);
      for (const element of elements) own?.add(element);
    }
  }

  async delete(stubs: readonly Stub[]): Promise<void> {
    await this.#tell(deleteStubsText(stubs));
    for (const [name, elements] of elementsOfStubs(stubs)) {
      const own = this.#held?.get(name);
      for (const element of elements) own?.delete(element);
    }
  }

  /** Packets, by the counters' names. */
  async counters(): Promise<Record<string, number>> {
    return countersIn(await run(["nft", ["-j", "list", "counters", "table", "inet", TABLE]]));
  }

  async #tell(text: string | undefined): Promise<void> {
    if (text === undefined) return;
    try {
      await filter(text);
    } catch (error) {
      this.#held = undefined;
      throw error;
    }
  }

  #took(text: string): Promise<boolean> {
    return filter(text).then(
      () => true,
      () => false,
    );
  }
}

const mutable = (sets: SetElements): Map<string, Set<string>> =>
  new Map([...sets].map(([name, elements]) => [name, new Set(elements)]));
