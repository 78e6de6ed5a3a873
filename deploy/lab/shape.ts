/** What a link of the lab does to packets: how it is written, read, and told to the kernel's own emulation. */

export interface Shape {
  /** Each way, in milliseconds: half of what it adds to a round trip. */
  readonly delayMs: number;
  /** Of each packet by itself, 0..1. */
  readonly loss: number;
  /** The chance of a packet to be sent at once, ahead of those that are held back, 0..1. */
  readonly reorder: number;
}

export const PLAIN: Shape = { delayMs: 0, loss: 0, reorder: 0 };
/** Past it a link holds more packets than it has room for, at any speed that is worth a test. */
export const DELAY_MS_MAX = 2_000;

export const isPlain = ({ delayMs, loss, reorder }: Shape): boolean => delayMs === 0 && loss === 0 && reorder === 0;

/** `delay 10ms loss 1% reorder 0.5%`, or `plain`. */
export function shapeText(shape: Shape): string {
  if (isPlain(shape)) return "plain";
  const share = (name: string, value: number) => (value === 0 ? [] : [`${name} ${percent(value)}`]);
  const delay = shape.delayMs === 0 ? [] : [`delay ${shape.delayMs}ms`];
  return [...delay, ...share("loss", shape.loss), ...share("reorder", shape.reorder)].join(" ");
}

/** What `shapeText` writes; the parts in any order, commas between them if one likes. */
export function readShape(text: string): { readonly shape: Shape } | { readonly wrong: string } {
  const words = text.trim().split(/[\s,:=]+/);
  if (words.length === 1 && words[0] === "plain") return { shape: PLAIN };
  const shape = { ...PLAIN };
  for (let at = 0; at < words.length; at += 2) {
    const [name = "", value = ""] = words.slice(at, at + 2);
    const read = name === "delay" ? readMs(value) : readPercent(value);
    if (!(name === "delay" || name === "loss" || name === "reorder") || read === undefined) {
      return { wrong: `${JSON.stringify(text)} is no shape of a link: write it as delay 10ms loss 1% reorder 0.5%` };
    }
    if (name === "delay") shape.delayMs = read;
    else shape[name] = read;
  }
  if (shape.reorder > 0 && shape.delayMs === 0) {
    return { wrong: `${JSON.stringify(text)}: packets overtake others only where these are held back: give a delay` };
  }
  return { shape };
}

function readMs(text: string): number | undefined {
  const match = /^(\d{1,4}(?:\.\d{1,3})?)ms$/.exec(text);
  const value = Number(match?.[1]);
  return match !== null && value <= DELAY_MS_MAX ? value : undefined;
}

function readPercent(text: string): number | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,4})?)%$/.exec(text);
  const value = Number(match?.[1]);
  // Steps of a millionth, so that what is written is what was read.
  return match !== null && value <= 100 ? Math.round(value * 1e4) / 1e6 : undefined;
}

const percent = (share: number): string => `${Math.round(share * 1e6) / 1e4}%`;

/** Words for `tc qdisc .. netem`, at one end of a link. */
export function netemWords(shape: Shape, packets: number): string[] {
  const share = (name: string, value: number) => (value === 0 ? [] : [name, percent(value)]);
  const delay = shape.delayMs === 0 ? [] : ["delay", `${shape.delayMs}ms`];
  return [
    "netem",
    "limit",
    String(packets),
    ...delay,
    ...share("loss", shape.loss),
    ...share("reorder", shape.reorder),
  ];
}

/** What becomes of one packet. `chance` and `other` are drawn evenly from 0 to 1 for it. */
export function fate(shape: Shape, chance: number, other: number): "lost" | "ahead" | "held" {
  if (chance < shape.loss) return "lost";
  return shape.delayMs === 0 || other < shape.reorder ? "ahead" : "held";
}
