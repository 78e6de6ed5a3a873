/** Tests of steered programs' names, against real name servers in the agent's and in the machine's place. */
import { connect, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import dns from "dns-packet";
import { printIp } from "../../../core/net/ip.ts";
import { TrialNameServer } from "../../../io/trial-name-server.ts";
import { Names } from "./names.ts";

let agent: TrialNameServer;
const known: string[] = [];
beforeEach(async () => {
  known.length = 0;
  agent = await TrialNameServer.open([{ type: "A", name: "wiki.corp.example", ttl: 9, data: "100.64.0.7" }]);
});
afterEach(() => agent.close());

const names = () =>
  new Names(
    {
      view: { asksAgent: (name) => name.endsWith("corp.example"), dns: { ip: "127.0.0.1", port: agent.port } },
      knows: async (addresses) => void known.push(...addresses.map(printIp)),
    },
    // Nobody listens there: what is answered has not been asked of the machine.
    () => "nameserver 127.0.0.254\n",
  );

const query = (name: string, type: dns.RecordType = "A") =>
  dns.encode({ type: "query", id: 7, flags: 256, questions: [{ type, name }] });

describe("names of steered programs", () => {
  it("of ours are asked of the agent with another id, and answered once the filter knows their addresses", async () => {
    const answer = await names().ask(query("WIKI.corp.example"), "udp");
    expect(dns.decode(answer!)).toMatchObject({
      ...{ id: 7, questions: [{ name: "WIKI.corp.example" }], answers: [{ data: "100.64.0.7" }] },
    });
    expect(known).toEqual(["100.64.0.7"]);
  });

  it("are not taken from who answers another question with the same id", async () => {
    agent.forge = (answer) => {
      const forged = dns.decode(answer);
      const evil = dns.encode({ ...forged, questions: [{ type: "A", name: "evil.corp.example" }] } as dns.Packet);
      return [evil, answer];
    };
    expect(dns.decode((await names().ask(query("wiki.corp.example"), "udp"))!).answers).toMatchObject([
      { name: "wiki.corp.example" },
    ]);
  });

  it("of others are asked of the machine's resolvers: none there is SERVFAIL, and the agent is not asked", async () => {
    const answer = await names().ask(query("example.org"), "udp");
    expect(dns.decode(answer!)).toMatchObject({ id: 7, rcode: "SERVFAIL", questions: [{ name: "example.org" }] });
    expect(agent.asked).toEqual([]);
  });

  it("that can't be read are answered by FORMERR, other kinds of questions by NOTIMP, answers by nothing", async () => {
    const rcodeOf = async (bytes: Buffer) => ((await names().ask(bytes, "udp"))?.[3] ?? 0xff) & 15;
    const good = query("wiki.corp.example");
    expect(await rcodeOf(good.subarray(0, 20))).toBe(1);
    const two = Buffer.from(good);
    two.writeUInt16BE(2, 4);
    expect(await rcodeOf(two)).toBe(1);
    const update = Buffer.from(good);
    update[2]! |= 5 << 3;
    expect(await rcodeOf(update)).toBe(4);
    expect(await names().ask(good.subarray(0, 5), "udp")).toBeUndefined();
    expect(await names().ask(dns.encode({ type: "response", id: 1 }), "udp")).toBeUndefined();
    expect(agent.asked).toEqual([]);
  });

  it("are served on a stream, several at once", async () => {
    const serving = names();
    const server = createServer({ allowHalfOpen: true }, (socket: Socket) => serving.serve(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const socket = connect((server.address() as { port: number }).port, "127.0.0.1");
    const frames = ["wiki", "none"].map((host) => query(`${host}.corp.example`));
    socket.end(Buffer.concat(frames.flatMap((frame) => [Buffer.from([0, frame.length]), frame])));
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    const all = Buffer.concat(chunks);
    const first = all.readUInt16BE(0);
    const codes = [all.subarray(2, 2 + first), all.subarray(4 + first)].map((bytes) => bytes[3]! & 15);
    expect(codes.sort()).toEqual([0, 3]);
    server.close();
  });
});
