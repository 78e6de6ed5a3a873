/**
 * The spans of one trace as a tree, in the time of its root. Whatever order they come in, and however often each was
 * stored, it is the same tree; what has no parent in it is shown all the same, and told of.
 */
import type { Hex } from "../control/event.ts";

/** A stored span. */
export interface TraceSpan {
  readonly spanId: Hex;
  /** "" for a root. */
  readonly parentId: Hex;
  readonly name: string;
  readonly service: string;
  /** Which of the service's processes. */
  readonly instance: string;
  /** By that process's own wall clock, microseconds. */
  readonly startUs: number;
  readonly durationUs: number;
  readonly failed: boolean;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** How far the clock of the process behind this span is ahead of its own; absent where nobody measured it. */
  readonly clockOffsetUs?: number;
}

export interface TreeNode {
  readonly span: TraceSpan;
  readonly depth: number;
  /** Since the trace's begin, by the root's clock. */
  readonly startUs: number;
  /** By how much its process's clock was taken to be ahead of the root's, and whether that was measured. */
  readonly clock: Clock;
  /** Its parent is named, and not there. */
  readonly orphan: boolean;
  /** The last one under its parent. */
  readonly last: boolean;
  readonly parent: TreeNode | undefined;
}

export interface Clock {
  readonly aheadUs: number;
  readonly measured: boolean;
}

export interface TraceTree {
  /** Parents before children, siblings by their begin. Each span stands here once. */
  readonly nodes: readonly TreeNode[];
  /** When it begins, microseconds of the root's wall clock; how long the whole of it is. */
  readonly beginUs: number;
  readonly durationUs: number;
  readonly roots: number;
  readonly orphans: number;
  /** Spans that were stored more than once. */
  readonly doubles: number;
  /** Whole, as a trace should be: one root, and every parent there. */
  readonly whole: boolean;
}

export function treeOf(stored: readonly TraceSpan[]): TraceTree {
  const spans = new Map<Hex, TraceSpan>();
  const twice = new Set<Hex>();
  for (const span of stored) {
    const other = spans.get(span.spanId);
    if (other !== undefined) twice.add(span.spanId);
    // Of two that are not the same, any is as good as the other, if only it is always the same one.
    if (other === undefined || textOf(span) < textOf(other)) spans.set(span.spanId, span);
  }
  const children = new Map<Hex, TraceSpan[]>();
  for (const span of spans.values()) {
    const under = spans.has(span.parentId) ? span.parentId : "";
    const siblings = children.get(under);
    if (siblings === undefined) children.set(under, [span]);
    else siblings.push(span);
  }
  const tops = [...(children.get("") ?? []), ...ringTops(spans, children)];
  const places = new Map<Hex, Place>();
  for (const top of tops) placeAll(top, children, places);
  const inOrder = (some: readonly TraceSpan[]) => some.toSorted((a, b) => byBegin(places, a, b));
  const nodes: TreeNode[] = [];
  const add = (span: TraceSpan, parent: TreeNode | undefined, last: boolean) => {
    const { startUs, clock } = places.get(span.spanId)!;
    const orphan = parent === undefined && span.parentId !== "";
    nodes.push({ span, depth: parent === undefined ? 0 : parent.depth + 1, startUs, clock, orphan, last, parent });
  };
  walk(inOrder(tops), (span) => inOrder(under(span, children, places)), nodes, add);
  return measured(nodes, twice.size);
}

const textOf = (span: TraceSpan): string => JSON.stringify(span);

interface Place {
  /** By the root's clock. */
  readonly startUs: number;
  readonly clock: Clock;
  /** What the next process's clock is ahead of this one's, as far as a span of this process says it. */
  readonly nextAheadUs: number | undefined;
  readonly top: Hex;
}

const processOf = (span: TraceSpan): string => `${span.service} ${span.instance}`;

/** Gives every span under a top its time by the top's clock. Without recursion: a forged trace may be very deep. */
function placeAll(top: TraceSpan, children: ReadonlyMap<Hex, readonly TraceSpan[]>, places: Map<Hex, Place>): void {
  places.set(top.spanId, placeOf(top, undefined, undefined, top.spanId));
  const waiting = [top];
  for (let span = waiting.pop(); span !== undefined; span = waiting.pop()) {
    for (const child of children.get(span.spanId) ?? []) {
      if (places.has(child.spanId)) continue;
      places.set(child.spanId, placeOf(child, span, places.get(span.spanId), top.spanId));
      waiting.push(child);
    }
  }
}

function placeOf(span: TraceSpan, parent: TraceSpan | undefined, above: Place | undefined, top: Hex): Place {
  if (parent === undefined || above === undefined) {
    const clock = { aheadUs: 0, measured: true };
    return { startUs: span.startUs, clock, nextAheadUs: span.clockOffsetUs, top };
  }
  const same = processOf(span) === processOf(parent);
  const next = above.nextAheadUs;
  const clock = same ? above.clock : clockBehind(above.clock, next);
  const nextAheadUs = span.clockOffsetUs ?? (same ? next : undefined);
  return { startUs: span.startUs - clock.aheadUs, clock, nextAheadUs, top };
}

/** Where nobody measured the next one it is taken to go as the one before it. */
const clockBehind = ({ aheadUs, measured }: Clock, nextAheadUs: number | undefined): Clock =>
  nextAheadUs === undefined ? { aheadUs, measured: false } : { aheadUs: aheadUs + nextAheadUs, measured };

function byBegin(places: ReadonlyMap<Hex, Place>, a: TraceSpan, b: TraceSpan): number {
  const by = (span: TraceSpan): number => places.get(span.spanId)!.startUs;
  return by(a) - by(b) || b.durationUs - a.durationUs || (a.spanId < b.spanId ? -1 : 1);
}

/** Of a ring of parents no span hangs on a top: the least id of it is taken for one. */
function ringTops(spans: ReadonlyMap<Hex, TraceSpan>, children: ReadonlyMap<Hex, readonly TraceSpan[]>): TraceSpan[] {
  const reached = new Set<Hex>();
  const reach = (from: readonly TraceSpan[]) => {
    const waiting = [...from];
    for (let span = waiting.pop(); span !== undefined; span = waiting.pop()) {
      if (reached.has(span.spanId)) continue;
      reached.add(span.spanId);
      waiting.push(...(children.get(span.spanId) ?? []));
    }
  };
  reach(children.get("") ?? []);
  const tops: TraceSpan[] = [];
  for (const id of [...spans.keys()].sort()) {
    if (reached.has(id)) continue;
    // Whatever hangs below a ring is reached from it: go up until the ring is met, and take its least.
    const ring = ringAbove(spans, id);
    tops.push(ring);
    reach([ring]);
  }
  return tops;
}

function ringAbove(spans: ReadonlyMap<Hex, TraceSpan>, from: Hex): TraceSpan {
  const seen = new Set<Hex>();
  let at = from;
  while (!seen.has(at)) {
    seen.add(at);
    at = spans.get(at)!.parentId;
  }
  const ring = [at];
  for (let next = spans.get(at)!.parentId; next !== at; next = spans.get(next)!.parentId) ring.push(next);
  return spans.get(ring.sort()[0]!)!;
}

/** The children that hang under a span: all but those that are a top themselves. */
const under = (span: TraceSpan, children: ReadonlyMap<Hex, readonly TraceSpan[]>, places: ReadonlyMap<Hex, Place>) =>
  (children.get(span.spanId) ?? []).filter(({ spanId }) => places.get(spanId)!.top !== spanId);

/** Parents before children, depth first. */
function walk(
  tops: readonly TraceSpan[],
  below: (span: TraceSpan) => readonly TraceSpan[],
  nodes: readonly TreeNode[],
  add: (span: TraceSpan, parent: TreeNode | undefined, last: boolean) => void,
): void {
  const waiting = lastFirst(tops, undefined);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    add(next.span, next.parent, next.last);
    waiting.push(...lastFirst(below(next.span), nodes.at(-1)));
  }
}

const lastFirst = (spans: readonly TraceSpan[], parent: TreeNode | undefined) =>
  spans.map((span, at) => ({ span, parent, last: at === spans.length - 1 })).reverse();

function measured(placed: readonly TreeNode[], doubles: number): TraceTree {
  const tops = placed.filter(({ parent }) => parent === undefined);
  // A root's begin is the trace's; where there is none, what begins first.
  const first = tops.find(({ orphan }) => !orphan) ?? tops[0];
  const beginUs = first?.startUs ?? 0;
  const nodes: TreeNode[] = [];
  const moved = new Map<TreeNode, TreeNode>();
  for (const node of placed) {
    const parent = node.parent === undefined ? undefined : moved.get(node.parent);
    const own = { ...node, startUs: node.startUs - beginUs, parent };
    moved.set(node, own);
    nodes.push(own);
  }
  const roots = tops.filter(({ orphan }) => !orphan).length;
  const orphans = tops.length - roots;
  const durationUs = nodes.reduce((most, node) => Math.max(most, node.startUs + node.span.durationUs), 0);
  return { nodes, beginUs, durationUs, roots, orphans, doubles, whole: roots === 1 && orphans === 0 };
}
