/** What the lab's two halves tell each other: the command outside, and the first process inside. */
import type { LinkState, Measured } from "./picture.ts";
import type { Place, Shapes } from "./plan.ts";

export interface Order {
  /** The lab's own folder, absolute. */
  readonly data: string;
  readonly shapes: Shapes;
  /** Of what is lost and overtakes. */
  readonly seed: number;
  /** ClickHouse and analytics, too. */
  readonly record: boolean;
  /** The agent takes programs' connections without their knowing. */
  readonly capture: boolean;
  /** The throughput of the laptop's link, before anything else runs. */
  readonly measure: boolean;
}

/** A line on the inner half's standard input. */
export const STOP = "stop";

export interface Ready {
  /** By place: the process that holds it, as the inner half numbers processes. */
  readonly holders: Readonly<Record<Place, number>>;
  readonly links: readonly LinkState[];
  readonly measured?: Measured;
}

export type Told =
  | { readonly say: string }
  | { readonly ready: Ready }
  | { readonly failed: string }
  | { readonly stopped: true };

/** What stands in `lab.json` while a lab is up, and how its folder is known as a lab's. */
export interface LabFile {
  /** `wayleave lab up`, and when the machine says that it began. */
  readonly pid: number;
  readonly began: number;
  /** The process outside of all namespaces with which everything ends, once there is one. */
  readonly outer?: { readonly pid: number; readonly began: number };
  /** The first process of the lab, numbered from outside, once the lab is ready. */
  readonly first?: number;
  readonly ready?: Ready;
  /** A user namespace is part of it: who has no root made it. */
  readonly rootless: boolean;
}

const isPid = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value > 0;

/** Undefined where the text is not what `up` writes. */
export function readLabFile(text: string): LabFile | undefined {
  try {
    const value = JSON.parse(text) as Partial<LabFile> | null;
    if (value === null || !isPid(value.pid) || typeof value.began !== "number") return undefined;
    if (value.outer !== undefined && !isPid(value.outer.pid)) return undefined;
    if (value.first !== undefined && !isPid(value.first)) return undefined;
    return { ...value, rootless: value.rootless === true } as LabFile;
  } catch {
    return undefined;
  }
}
