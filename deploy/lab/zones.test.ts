import { describe, expect, it } from "@jest/globals";
import { answerOf, DATACENTRE_ZONES, OFFICE_ZONES, PUBLIC_ZONES } from "./zones.ts";

const addresses = (zones: typeof PUBLIC_ZONES, name: string, type = "A") => {
  const answer = answerOf(zones, name, type);
  return answer.rcode === "NOERROR" ? answer.records.map(({ data }) => data) : answer.rcode;
};

describe("the lab's name servers", () => {
  it("tell another address for one name in the office than in the data centre", () => {
    expect(addresses(OFFICE_ZONES, "portal.corp.example")).toEqual(["10.60.0.20"]);
    expect(addresses(DATACENTRE_ZONES, "Portal.Corp.Example.")).toEqual(["10.70.0.20"]);
  });
  it("let nobody outside know of a private name", () =>
    expect(addresses(PUBLIC_ZONES, "wiki.corp.example")).toBe("NXDOMAIN"));
  it("follow aliases, and say NOERROR to a name that has records of other types alone", () => {
    expect(addresses(DATACENTRE_ZONES, "docs.corp.example")).toEqual(["wiki.corp.example", "10.70.0.10"]);
    expect(addresses(DATACENTRE_ZONES, "wiki.corp.example", "TXT")).toEqual([]);
    expect(addresses(DATACENTRE_ZONES, "_tcp.corp.example")).toEqual([]);
  });
  it("know services, texts and what an address is called", () => {
    expect(addresses(DATACENTRE_ZONES, "_postgresql._tcp.corp.example", "SRV")).toEqual([
      { target: "db.corp.example", port: 5432 },
    ]);
    expect(addresses(DATACENTRE_ZONES, "corp.example", "TXT")).toEqual([["v=lab1", "the data centre's view"]]);
    expect(addresses(DATACENTRE_ZONES, "10.0.70.10.in-addr.arpa", "PTR")).toEqual(["wiki.corp.example"]);
  });
  it("know the names right below a wildcard, and none below those", () => {
    expect(addresses(DATACENTRE_ZONES, "any.m-3.corp.example")).toEqual(["10.70.0.103"]);
    expect(addresses(DATACENTRE_ZONES, "any.m-3.corp.example", "TXT")).toEqual([]);
    expect(addresses(DATACENTRE_ZONES, "one.any.m-3.corp.example")).toBe("NXDOMAIN");
    expect(addresses(DATACENTRE_ZONES, "m-3.corp.example")).toEqual([]);
  });
  it("refuse what is none of theirs", () => expect(addresses(DATACENTRE_ZONES, "www.public.example")).toBe("REFUSED"));
});
