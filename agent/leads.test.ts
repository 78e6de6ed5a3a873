/** Which question led a program to an address: what the agent says of it when a flow there opens. */
import { describe, expect, it } from "@jest/globals";
import { after, type Instant } from "../core/units.ts";
import { Agent } from "./agent.ts";
import type { PublisherAnswer } from "./dns/ask-publisher.ts";
import { TYPE } from "./resolve.ts";

const NOW = 5 as Instant;
const [FIRST, SECOND] = ["0a".repeat(16), "0b".repeat(16)];
const SRP = {
  version: 1,
  privateDomains: ["corp.example"],
  entries: [
    { app: "any", hosts: ["*.wild.corp.example"] },
    { app: "real", hosts: ["real.corp.example", "twin.corp.example"], usePublisherDns: true },
    { app: "wiki", hosts: ["wiki.corp.example"] },
  ],
};

function agentOf(): Agent {
  const agent = new Agent({ stubRange: { base: 0x6440_0000, bits: 16 }, unmatched: "refuse" });
  agent.asksPublishers = true;
  agent.takeSrp(SRP);
  return agent;
}

const addressed = (name: string, address: readonly number[], questionId?: string): PublisherAnswer => ({
  ...{ kind: "answered", rcode: 0, questionId },
  records: [{ name, type: TYPE.A, ttl: 30, rdata: Uint8Array.from(address) }],
});

describe("a flow to an address that a publisher has told", () => {
  it("was led by the question that told it, and took the time of the name's last answer", () => {
    const agent = agentOf();
    agent.learn("real.corp.example", addressed("real.corp.example", [10, 1, 0, 1], FIRST), NOW);
    agent.learn("real.corp.example", addressed("real.corp.example", [10, 1, 0, 2], SECOND), NOW);
    agent.answered("real.corp.example", 1.5, "publisher");
    const to = { kind: "gateway", host: "real.corp.example", dnsUs: 1_500 };
    expect(agent.destination("10.1.0.1", NOW)).toEqual({ ...to, questionId: FIRST });
    expect(agent.destination("10.1.0.2", NOW)).toEqual({ ...to, questionId: SECOND });
    // Told anew: the newer question is meant.
    agent.learn("real.corp.example", addressed("real.corp.example", [10, 1, 0, 1], SECOND), NOW);
    expect(agent.destination("10.1.0.1", NOW)).toEqual({ ...to, questionId: SECOND });
  });

  it("of two names was led by the question of the one that it is a flow of", () => {
    const agent = agentOf();
    agent.learn("real.corp.example", addressed("real.corp.example", [10, 1, 0, 1], FIRST), NOW);
    agent.learn("twin.corp.example", addressed("twin.corp.example", [10, 1, 0, 1], SECOND), NOW);
    expect(agent.destination("10.1.0.1", NOW)).toMatchObject({ host: "twin.corp.example", questionId: SECOND });
  });

  it("was led by none where the name itself was asked for, or the gateway gave it no number", () => {
    const agent = agentOf();
    agent.learn("real.corp.example", addressed("real.corp.example", [10, 1, 0, 1]), NOW);
    agent.answered("real.corp.example", 1, "publisher");
    expect(agent.destination("real.corp.example", NOW)).toEqual({ kind: "gateway", host: "real.corp.example" });
    expect(agent.destination("10.1.0.1", NOW)).toMatchObject({ host: "real.corp.example", questionId: undefined });
  });
});

describe("a flow to a stub", () => {
  const asked = (agent: Agent, name: string, questionId: string): void => {
    const ask = agent.resolve({ name, type: TYPE.A }, NOW);
    if (ask.kind !== "ask-publisher") throw new TypeError(ask.kind);
    agent.resolveAsked({ name, type: TYPE.A }, ask, addressed(name, [10, 9, 9, 9], questionId), NOW);
  };

  it("of a wildcard's name was led by the question that said that the name is there, the last one", () => {
    const agent = agentOf();
    asked(agent, "one.wild.corp.example", FIRST);
    expect(agent.destination("100.64.0.1", NOW)).toMatchObject({ host: "one.wild.corp.example", questionId: FIRST });
    asked(agent, "one.wild.corp.example", SECOND);
    const later = after(NOW, 1_000);
    expect(agent.destination("100.64.0.1", later)).toMatchObject({ host: "one.wild.corp.example", questionId: SECOND });
  });
});
