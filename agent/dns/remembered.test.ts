/** Tests of what is remembered as private: it steers as the SRP that it was made of, and nothing else is read. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Srp, SteerTable } from "../steer.ts";
import { REMEMBERED_BYTES_MAX, readRemembered, rememberedText } from "./remembered.ts";

const label = fc.constantFrom("wiki", "db", "a", "b");
const host = fc.oneof(
  fc.tuple(label, label).map((labels) => `${labels.join(".")}.example`),
  label.map((one) => `*.${one}.example`),
  fc.constantFrom("10.1.2.3", "10.2.0.0/16", "fd00::/16"),
);
const entry = fc.record({ app: label, hosts: fc.array(host, { maxLength: 4 }), usePublisherDns: fc.boolean() });
const srps: fc.Arbitrary<Srp> = fc.record({
  version: fc.nat(),
  entries: fc.array(entry, { maxLength: 6 }),
  privateDomains: fc.array(
    label.map((one) => `${one}.example`),
    { maxLength: 2 },
  ),
});
const asked = fc.oneof(
  host.map((one) => one.replace("*", "x").replace(/\/.*/, "")),
  fc.constantFrom("www.example.org", "x.y.wiki.example", "192.0.2.1"),
);

describe("what is remembered of an SRP", () => {
  it("tells private from others as the SRP does", () => {
    fc.assert(
      fc.property(srps, asked, (srp, name) => {
        const back = readRemembered(rememberedText(srp));
        expect(new SteerTable(back!).steer(name).kind).toBe(new SteerTable(srp).steer(name).kind);
      }),
    );
  });

  it("of more than can be kept is the private domains", () => {
    const hosts = Array.from({ length: 200_000 }, (_, n) => `a-name-of-some-length-${n}.corp.example`);
    const srp = { version: 1, entries: [{ app: "many", hosts }], privateDomains: ["corp.example"] };
    const text = rememberedText(srp);
    expect(text.length).toBeLessThan(REMEMBERED_BYTES_MAX);
    expect(readRemembered(text)).toMatchObject({ privateDomains: ["corp.example"], entries: [{ hosts: [] }, {}] });
  });

  it("is nothing where the text is any other", () => {
    const texts = [
      "",
      "3",
      "null",
      "[]",
      "{}",
      '{"private_domains":[1],"hosts":[],"publisher_dns":[]}',
      '{"private_dom',
    ];
    for (const text of texts) expect(readRemembered(text)).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => expect(readRemembered(text)).toBeUndefined()));
  });
});
