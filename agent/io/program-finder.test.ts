/** The process of a connection: from made-up trees of processes, and this machine's own. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createServer } from "node:net";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { ProcessTree } from "./process-tree.ts";
import { ProgramFinder, programTold } from "./program-finder.ts";
import { Programs } from "./programs.ts";

interface Process {
  readonly uid: number;
  readonly program: string;
  /** By descriptor. */
  readonly sockets: number[];
}

/** Counts the links that are read. */
function treeOf(processes: Record<number, Process>) {
  const read = { links: 0 };
  const tree: ProcessTree = {
    pids: () => Object.keys(processes).map(Number),
    uidOf: (pid) => processes[pid]?.uid ?? -1,
    descriptors: (pid) => Object.keys(processes[pid]?.sockets ?? []).map(Number),
    socket: (pid, descriptor) => {
      read.links += 1;
      return processes[pid]?.sockets[descriptor] ?? -1;
    },
    program: (pid) => processes[pid]?.program ?? "",
  };
  return { tree, read, processes };
}

const OWN = 1;
const socket = (inode: number, uid = 7) => Promise.resolve({ uid, inode });

describe("the finder of programs", () => {
  it("finds the process that holds the socket, and tells its name, a hash of its path, its user", async () => {
    const { tree } = treeOf({
      5: { uid: 7, program: "/usr/bin/ssh", sockets: [3] },
      6: { uid: 7, program: "/opt/a b/curl (deleted)", sockets: [1, 2] },
    });
    const finder = new ProgramFinder(tree, OWN, 5_000);
    const pathHash = createHash("sha256").update("/opt/a b/curl").digest("hex").slice(0, 32);
    expect(await finder.of(socket(2))).toEqual({ name: "curl", pathHash, uid: 7 });
    expect((await finder.of(socket(3)))?.name).toBe("ssh");
    expect(finder.counters).toMatchObject({ processes_found: 2, processes_missed: 0 });
  });

  it("reads nothing of other users' processes, nor of the agent itself", async () => {
    const { tree, read } = treeOf({
      [OWN]: { uid: 7, program: "/agent", sockets: [1] },
      5: { uid: 8, program: "/usr/bin/ssh", sockets: [1] },
    });
    const finder = new ProgramFinder(tree, OWN, 5_000);
    expect(await finder.of(socket(1))).toEqual({ name: "", pathHash: "", uid: 7 });
    expect(read.links).toBe(0);
  });

  it("looks first at whom it found before, behind its last descriptor, and lists nobody for that", async () => {
    const browser = Array.from({ length: 1_000 }, (_, n) => n + 10);
    const { tree, read } = treeOf({
      5: { uid: 7, program: "/usr/bin/browser", sockets: browser },
      9: { uid: 7, program: "/usr/bin/young", sockets: Array.from({ length: 500 }, (_, n) => n + 5_000) },
    });
    const finder = new ProgramFinder(tree, OWN, 5_000);
    await finder.of(socket(1_009));
    expect(read.links).toBe(501);
    browser.push(2_000, 2_001, 2_002);
    for (const inode of [2_000, 2_001, 2_002]) expect((await finder.of(socket(inode)))?.name).toBe("browser");
    // Three new ones, as many holes behind them, and once more two that had been seen before they were asked for.
    expect(read.links).toBe(501 + 3 + 3 + 2);
    expect(finder.counters.process_walks).toBe(1);
  });

  it("finds who takes its descriptors again, among thousands that it keeps, by a few links", async () => {
    const sockets = Array.from({ length: 3_000 }, (_, n) => n + 10);
    const { tree, read } = treeOf({ 5: { uid: 7, program: "/usr/bin/bench", sockets } });
    const finder = new ProgramFinder(tree, OWN, 5_000);
    for (let n = 0; n < 60; n += 1) {
      sockets[500 + (n % 20)] = 10_000 + n;
      await finder.of(socket(10_000 + n));
    }
    const before = read.links;
    // In turn each of them is closed and opened again.
    for (let n = 0; n < 200; n += 1) {
      sockets[500 + (n % 20)] = 20_000 + n;
      expect((await finder.of(socket(20_000 + n)))?.name).toBe("bench");
    }
    expect((read.links - before) / 200).toBeLessThan(10);
  });

  it("believes nothing that it saw before: a socket that another process has by now is that one's", async () => {
    const [first, second] = [[10, 11, 12], [] as number[]];
    const { tree } = treeOf({
      5: { uid: 7, program: "/usr/bin/first", sockets: first },
      6: { uid: 7, program: "/usr/bin/second", sockets: second },
    });
    const finder = new ProgramFinder(tree, OWN, 5_000);
    // 12 and 11 are seen on the way.
    expect((await finder.of(socket(10)))?.name).toBe("first");
    second.push(first.pop()!);
    expect((await finder.of(socket(12)))?.name).toBe("second");
    expect((await finder.of(socket(11)))?.name).toBe("first");
  });

  it("finds the sockets of hundreds of processes, in whatever order they open, close and ask", async () => {
    const owners = fc.array(fc.nat(299), { minLength: 1, maxLength: 600 });
    await fc.assert(
      fc.asyncProperty(
        owners,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        async (all, keeps, turn) => {
          const processes: Record<number, Process> = {};
          for (let n = 0; n < 300; n += 1) processes[n + 2] = { uid: 7, program: `/usr/bin/p${n}`, sockets: [] };
          const finder = new ProgramFinder(treeOf(processes).tree, OWN, 5_000);
          const found = new Map<number, string | undefined>();
          const asked = all.map(async (owner, n) => {
            for (let turns = 0; turns < n / turn; turns += 1) await new Promise(setImmediate);
            const { sockets } = processes[owner + 2]!;
            const inode = 1_000 + n;
            // A process that keeps enough closes one whose flow has opened, and gets its descriptor again.
            const closed = sockets.length < keeps ? -1 : sockets.findIndex((one) => found.has(one));
            sockets[closed < 0 ? sockets.length : closed] = inode;
            found.set(inode, (await finder.of(socket(inode)))?.name);
            expect(found.get(inode)).toBe(`p${owner}`);
          });
          await Promise.all(asked);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("one walk answers all who wait", async () => {
    const sockets = Array.from({ length: 500 }, (_, n) => n + 10);
    const { tree, read } = treeOf({ 5: { uid: 7, program: "/usr/bin/bench", sockets } });
    const finder = new ProgramFinder(tree, OWN, 5_000);
    const found = await Promise.all(sockets.map((inode) => finder.of(socket(inode))));
    expect(new Set(found.map((one) => one?.name))).toEqual(new Set(["bench"]));
    expect([read.links, finder.counters.process_walks]).toEqual([500, 1]);
  });

  it("holds nobody longer than it says, and tells the user then", async () => {
    const never = new ProgramFinder(treeOf({}).tree, OWN, 20);
    expect(await never.of(new Promise(() => {}))).toBeUndefined();
    expect(await never.of(Promise.reject(new Error("gone")))).toBeUndefined();
    expect(await never.of(Promise.resolve(undefined))).toBeUndefined();
    expect(await never.of(socket(3))).toEqual({ name: "", pathHash: "", uid: 7 });
    expect(never.counters.processes_missed).toBe(4);
  });

  it("sends no letter on that could mean something to a terminal, and no long name", () => {
    expect(programTold("/tmp/a\u001b[31m\n").name).toBe("a?[31m?");
    expect(programTold(`/tmp/${"x".repeat(255)}`).name).toBe("x".repeat(64));
  });

  it("finds a program of this machine by its connection, and by its datagrams", async () => {
    const programs = new Programs();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const code = `const s=require("net").connect(${port},"127.0.0.1"),u=require("dgram").createSocket("udp4");
      u.bind(0,"127.0.0.1",()=>s.write(String(u.address().port)))`;
    const child = execFile(process.execPath, ["-e", code], { timeout: 20_000 });
    try {
      const told = await new Promise<readonly unknown[]>((resolve, reject) => {
        server.once("connection", (near) =>
          near.once("data", (bytes) => {
            const local = { localAddress: "127.0.0.1", localPort: near.remotePort!, remoteAddress: "127.0.0.1" };
            const udp = { ...local, localPort: Number(bytes), remotePort: 53 };
            // A busy machine may take longer than one opening waits: the second walk knows where to look.
            const twice = async (ask: () => Promise<{ readonly name: string } | undefined>) => {
              for (let tries = 0; tries < 200; tries += 1) {
                const found = await ask();
                if (found?.name) return found;
              }
              return undefined;
            };
            const found = [twice(() => programs.tcp({ ...local, remotePort: port })), twice(() => programs.udp(udp))];
            Promise.all(found).then(resolve, reject);
          }),
        );
      });
      const expected = { ...programTold(process.execPath), uid: process.getuid!() };
      expect(told).toEqual([expected, expected]);
    } finally {
      child.kill("SIGKILL");
      programs.close();
      server.close();
    }
  });
});
