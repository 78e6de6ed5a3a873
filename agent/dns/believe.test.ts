/** What a device believes of a publisher's answer: no address that leads to the device itself. */
import { describe, expect, it } from "@jest/globals";
import { parseIp } from "../../core/net/ip.ts";
import { TYPE } from "../resolve.ts";
import type { PublisherAnswer, PublisherRecord } from "./ask-publisher.ts";
import { addressesOf, believed } from "./believe.ts";

const record = (text: string, ttl = 30): PublisherRecord => {
  const { family, words } = parseIp(text)!;
  const rdata = new Uint8Array(
    words.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]),
  );
  return { name: "db.corp.example", type: family === 4 ? TYPE.A : TYPE.AAAA, ttl, rdata };
};
const alias: PublisherRecord = { name: "www.corp.example", type: TYPE.CNAME, ttl: 5, rdata: Uint8Array.of(1, 97, 0) };
const answer = (...records: PublisherRecord[]): PublisherAnswer => ({ kind: "answered", rcode: 0, records });

describe("an answer", () => {
  it("without a special address is believed as it is, whatever else is in it", () => {
    for (const one of [answer(), answer(alias), answer(record("10.1.0.1"), record("fd00::1"), alias)])
      expect(believed(one)).toBe(one);
    const away = { kind: "unreachable", code: "PGW_DIAL_NO_ACK" } as const;
    expect(believed(away)).toBe(away);
  });

  it.each(["127.0.0.1", "127.9.9.9", "169.254.169.254", "0.0.0.0", "::1", "fe80::1", "::ffff:127.0.0.1"])(
    "loses %s, and is refused where nothing else is left",
    (special) => {
      expect(believed(answer(record(special), record("10.1.0.1")))).toMatchObject({ records: [record("10.1.0.1")] });
      const refused = { kind: "answered", rcode: 5, records: [], code: "PUB_DIAL_FORBIDDEN" };
      expect(believed(answer(record(special)))).toEqual(refused);
      // An alias alone leads nowhere.
      expect(believed(answer(alias, record(special)))).toEqual(refused);
    },
  );

  it("keeps its question's number beside what is left", () => {
    const questionId = "0a".repeat(16);
    const mixed = { ...answer(record("127.0.0.1"), record("10.1.0.1")), questionId };
    expect(believed(mixed)).toMatchObject({ questionId, records: [record("10.1.0.1")] });
  });
});

describe("its addresses", () => {
  it("are in normal form, for as long as the record that lives shortest", () => {
    const { addresses, ttlS } = addressesOf(answer(alias, record("10.1.0.1", 60), record("fd00:0:0:0:0:0:0:1", 30)));
    expect([addresses, ttlS]).toEqual([["10.1.0.1", "fd00::1"], 5]);
    expect(addressesOf({ kind: "unreachable", code: "PGW_DIAL_NO_ACK" })).toEqual({ addresses: [], ttlS: 0 });
  });
});
