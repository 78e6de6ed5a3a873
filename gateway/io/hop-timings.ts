/**
 * What the hops behind an open say of their clocks: each is believed about itself alone, whoever passes it on.
 */
import type { PhaseTimings } from "../../core/record/network-event.ts";
import type { OpenedFrame } from "./ask.ts";

export type HopTiming = OpenedFrame["timings"][number];

const NOTHING: Omit<HopTiming, "hop"> = {
  ...{ receivedAtUs: 0, dnsUs: null, decideUs: null, routeUs: null, dispatchUs: null, resolveUs: null },
  ...{ connectUs: null, answeredUs: 0 },
};

export const timingOf = (hop: string, readings: Partial<HopTiming>): HopTiming => ({ ...NOTHING, ...readings, hop });

const us = (value: number | null | undefined): number | undefined => value ?? undefined;

/** A publisher's own reading, by the name that its certificate bears: whatever else it says is not its to know. */
export function publisherTimings(said: readonly HopTiming[], publisher: string): HopTiming[] {
  const [own] = said;
  if (own === undefined) return [];
  const { receivedAtUs, resolveUs, connectUs, answeredUs } = own;
  return [timingOf(publisher, { receivedAtUs, resolveUs, connectUs, answeredUs })];
}

/** The phases of a flow behind its entry gateway; absent where they did not happen. */
export function phasesBehind(
  timings: readonly HopTiming[],
  { publisher, gateway }: { readonly publisher: string; readonly gateway: string },
): PhaseTimings {
  const ofPublisher = timings.find(({ hop }) => hop === publisher);
  // A publisher may bear a gateway's name: its reading stands first, and a gateway's last.
  const ofGateway = timings.findLast((one) => one.hop === gateway && one !== ofPublisher);
  return defined({
    dispatchUs: us(ofGateway?.dispatchUs),
    resolveUs: us(ofPublisher?.resolveUs),
    connectUs: us(ofPublisher?.connectUs),
  });
}

/** Without the fields that have no value. */
export function defined<T extends object>(of: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
