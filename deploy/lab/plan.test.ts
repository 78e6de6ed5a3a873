import { describe, expect, it } from "@jest/globals";
import { isIp, parseIp, printIp } from "../../core/net/ip.ts";
import { bridgePortLines, farEnd, portOf, towards } from "./network.ts";
import { readLabFile } from "./order.ts";
import { picture } from "./picture.ts";
import { CABLES, HOSTS, INNER_HOSTS, innerAddress, LINKED, linkEnds, PLACES, SHAPES } from "./plan.ts";
import { PLAIN } from "./shape.ts";

describe("the plan", () => {
  it("gives no address twice, and each in its normal form", () => {
    const ends = LINKED.flatMap((place) => Object.values(linkEnds(place)));
    const inner = PLACES.flatMap((place) => (INNER_HOSTS[place] ?? []).map((last) => innerAddress(place, last)));
    const all = [...ends, ...inner, HOSTS.publicResolver, HOSTS.website].flatMap(({ v4, v6 }) => [v4, v6]);
    for (const one of all) {
      expect(isIp(one)).toBe(true);
      expect(printIp(parseIp(one)!)).toBe(one);
    }
    expect(new Set(all).size).toBe(all.length);
  });
  it("names interfaces as the kernel takes them: 15 letters at most", () => {
    for (const place of LINKED)
      for (const name of [towards(place), farEnd(place)]) expect(name.length).toBeLessThan(16);
    for (const [, place] of CABLES) {
      expect(portOf(place).length).toBeLessThan(16);
      expect(bridgePortLines(place, 7).join("\n")).toContain("netns 7");
    }
  });
  it("is drawn with every place, every address and every link's shape", () => {
    const links = LINKED.map((place) => ({
      place,
      by: place in SHAPES ? ("tun" as const) : ("cable" as const),
      shape: SHAPES[place] ?? PLAIN,
    }));
    const drawn = picture(links, { mbitPerS: 640, roundTripMs: 20.4 });
    for (const place of PLACES) expect(drawn).toContain(`  ${place} `);
    expect(drawn).toContain(HOSTS.wiki.v6);
    expect(drawn).toContain("delay 10ms");
    expect(drawn).toContain("640 Mbit/s");
  });
});

describe("the lab's file", () => {
  it("is read where it is one, and nothing else is", () => {
    expect(readLabFile('{"pid":7,"began":3,"outer":{"pid":8,"began":4}}')).toMatchObject({ pid: 7, rootless: false });
    for (const text of [
      "",
      "null",
      "7",
      "[]",
      '{"pid":0,"began":1}',
      '{"pid":7}',
      '{"pid":7,"began":1,"outer":{"pid":"x"}}',
    ])
      expect(readLabFile(text)).toBeUndefined();
  });
});
