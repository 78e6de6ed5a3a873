/** The tree of a trace: the same in any order, each span once, what has no parent found, clocks put right. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { type TraceSpan, treeOf } from "./tree.ts";

const span = (spanId: string, parentId: string, more: Partial<TraceSpan> = {}): TraceSpan => ({
  ...{ spanId, parentId, name: spanId, service: "s", instance: "i", startUs: 1000, durationUs: 10 },
  ...{ failed: false, message: "", attributes: {}, ...more },
});

const id = fc.nat({ max: 30 }).map((n) => n.toString(16).padStart(16, "0"));
const spans: fc.Arbitrary<TraceSpan> = fc
  .record({
    ...{ spanId: id, parentId: fc.oneof(fc.constant(""), id), startUs: fc.nat(100), durationUs: fc.nat(100) },
    ...{ instance: fc.constantFrom("a", "b"), offset: fc.option(fc.integer({ min: -50, max: 50 })) },
  })
  .map(({ spanId, parentId, offset, ...more }) =>
    span(spanId, parentId, { ...more, ...(offset === null ? {} : { clockOffsetUs: offset }) }),
  );

it("is the same tree in any order, and however often a span was stored", () => {
  fc.assert(
    fc.property(fc.array(spans, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (some, keys) => {
      const keyed = some.map((one) => ({ one, key: keys.next().value as number }));
      const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);
      const tree = treeOf(some);
      expect(treeOf(shuffled)).toEqual(tree);
      expect(treeOf([...shuffled, ...some]).nodes).toEqual(tree.nodes);
    }),
  );
});

it("has each span once, under the parent that it names, and names those whose parent is not there", () => {
  fc.assert(
    fc.property(fc.array(spans, { maxLength: 40 }), (some) => {
      const ids = new Set(some.map(({ spanId }) => spanId));
      const { nodes, roots, orphans, doubles, whole } = treeOf(some);
      expect(nodes.map(({ span: { spanId } }) => spanId).sort()).toEqual([...ids].sort());
      for (const [at, { span: own, parent, depth, orphan }] of nodes.entries()) {
        expect(depth).toBe(parent === undefined ? 0 : parent.depth + 1);
        if (parent !== undefined) {
          expect(parent.span.spanId).toBe(own.parentId);
          expect(nodes.indexOf(parent)).toBeLessThan(at);
        }
        expect(orphan).toBe(parent === undefined && own.parentId !== "");
        if (own.parentId !== "" && !ids.has(own.parentId)) expect(orphan).toBe(true);
      }
      expect([roots, orphans]).toEqual([
        nodes.filter(({ span: own }) => own.parentId === "").length,
        nodes.filter(({ orphan }) => orphan).length,
      ]);
      expect(whole).toBe(roots === 1 && orphans === 0);
      expect(doubles).toBeLessThanOrEqual(some.length - ids.size);
    }),
  );
});

it("a ring of parents hangs on its least span, and ends", () => {
  const { nodes, orphans } = treeOf([span("c", "b"), span("a", "c"), span("b", "a"), span("d", "c"), span("e", "e")]);
  const shape = nodes.map(({ span: own, depth }) => `${own.spanId}${depth}`);
  expect(shape).toEqual(["a0", "b1", "c2", "d3", "e0"]);
  expect(orphans).toBe(2);
});

it("siblings stand in the order of their begin, children under their parent", () => {
  const some = [
    span("01", "", { durationUs: 100 }),
    span("02", "01", { startUs: 1050 }),
    span("03", "01", { startUs: 1010 }),
    span("04", "03", { startUs: 1012, durationUs: 90 }),
  ];
  const { nodes, durationUs, beginUs } = treeOf(some);
  expect(nodes.map(({ span: own, startUs, last }) => [own.spanId, startUs, last])).toEqual([
    ["01", 0, true],
    ["03", 10, false],
    ["04", 12, true],
    ["02", 50, true],
  ]);
  expect([beginUs, durationUs]).toEqual([1000, 102]);
});

it("moves what is behind a hop by as much as that hop's clock was measured to be ahead, hop after hop", () => {
  const at = (instance: string) => ({ instance });
  const { nodes } = treeOf([
    span("01", "", { ...at("agent"), clockOffsetUs: 500 }),
    span("02", "01", { ...at("gw-1"), startUs: 1510 }),
    span("03", "02", { ...at("gw-1"), startUs: 1520, clockOffsetUs: -200 }),
    span("04", "03", { ...at("gw-2"), startUs: 1330 }),
    span("05", "04", { ...at("pub"), startUs: 1340 }),
  ]);
  expect(nodes.map(({ startUs, clock }) => [startUs, clock.aheadUs, clock.measured])).toEqual([
    [0, 0, true],
    [10, 500, true],
    [20, 500, true],
    [30, 300, true],
    // Nobody measured it: it is taken to go as the one before it.
    [40, 300, false],
  ]);
});

it("an offset that stands on a hop's outer span holds for what hangs on its inner ones", () => {
  const { nodes } = treeOf([
    span("01", "", { clockOffsetUs: 100 }),
    span("02", "01", { startUs: 1001 }),
    span("03", "02", { startUs: 1102, instance: "next" }),
  ]);
  expect(nodes.map(({ startUs }) => startUs)).toEqual([0, 1, 2]);
});

it("nothing is an empty tree", () => {
  expect(treeOf([])).toMatchObject({ nodes: [], durationUs: 0, roots: 0, orphans: 0, whole: false });
});
