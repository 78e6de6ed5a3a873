/** Tests of the system's resolver: a file of our own folder stands for /etc/resolv.conf. */
import { lstatSync, mkdtempSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { openJsonLog } from "../../../io/json-log.ts";
import { isPointed, nameserversOf, others, pointed } from "../resolv-conf.ts";
import { readResolverJournal, resolverJournalText } from "../resolver-journal.ts";
import { SystemResolver } from "./system-resolver.ts";
import { undoResolver } from "./undo-resolver.ts";

const THEIRS = "# by hand\nsearch office.example\nnameserver 192.0.2.53\nnameserver fe80::1%eth0\noptions edns0\n";
const log = openJsonLog({ service: "test", write: () => {} });

function place(text: string = THEIRS) {
  const folder = mkdtempSync(join(tmpdir(), "wayleave-resolver-"));
  const path = join(folder, "resolv.conf");
  writeFileSync(path, text, { mode: 0o640 });
  const before: string[] = [];
  const state = join(folder, "state");
  const open = () =>
    new SystemResolver({ ...{ path, state, host: "127.0.0.1", log }, onBefore: (one) => void before.push(one) });
  return { folder, path, state, before, open, read: () => readFileSync(path, "utf8") };
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !holds(); ) {
    if (Date.now() > end) throw new Error(`never: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("the system's resolver", () => {
  it("is us, asked as ever, and at the end whoever it was", async () => {
    const { path, before, open, read } = place();
    const system = open();
    await system.point();
    expect(read().split("\n").slice(1)).toEqual([
      ...["nameserver 127.0.0.1", "search office.example", "options edns0", ""],
    ]);
    expect(before).toEqual([THEIRS]);
    expect(lstatSync(path).mode & 0o777).toBe(0o640);
    await system.close();
    expect(read()).toBe(THEIRS);
    expect(lstatSync(path).mode & 0o777).toBe(0o640);
  });

  it("comes back after a crash, by the next start or by --undo, and once", async () => {
    const { state, open, read } = place();
    const system = open();
    await system.point();
    expect(isPointed(read())).toBe(true);
    expect(undoResolver(state)).toBe(true);
    expect(read()).toBe(THEIRS);
    expect(undoResolver(state)).toBe(false);
    await system.close();
  });

  it("that a link leads to is left alone: the link comes back", async () => {
    const { folder, state, open, read } = place();
    const link = join(folder, "link.conf");
    symlinkSync("resolv.conf", link);
    const system = new SystemResolver({ path: link, state, host: "127.0.0.1", log, onBefore: () => {} });
    await system.point();
    expect(isPointed(readFileSync(link, "utf8"))).toBe(true);
    expect(read()).toBe(THEIRS);
    await system.close();
    expect(readlinkSync(link)).toBe("resolv.conf");
    expect(open().state).toBe("waits");
  });

  it("that another program sets meanwhile counts as the one before", async () => {
    const { path, before, open, read } = place();
    const system = open();
    await system.point();
    const newer = "nameserver 198.51.100.53\n";
    writeFileSync(path, newer);
    await until(() => before.length === 2 && isPointed(read()));
    expect(before[1]).toBe(newer);
    await system.close();
    expect(read()).toBe(newer);
  }, 20_000);

  it("that another program has set since a crash stays", async () => {
    const { path, state, open, read } = place();
    const system = open();
    await system.point();
    writeFileSync(path, "nameserver 198.51.100.53\n");
    expect(undoResolver(state)).toBe(false);
    expect(read()).toBe("nameserver 198.51.100.53\n");
    await system.close();
  });
});

describe("resolv.conf", () => {
  it("names at most three resolvers, in their order, and nothing else that looks like one", () => {
    expect(nameserversOf(THEIRS).map(({ host }) => host)).toEqual(["192.0.2.53", "fe80::1%eth0"]);
    expect(nameserversOf("nameserver\n#nameserver 1.1.1.1\nnameserver x.example\n")).toEqual([]);
    expect(nameserversOf("nameserver 192.0.2.1\n".repeat(5))).toHaveLength(3);
    expect(pointed("", "127.0.0.1")).toMatch(/^#.*\nnameserver 127\.0\.0\.1\n$/);
  });

  it("may name us, whom we don't ask", () => {
    const own = [{ host: "127.0.0.1", port: 53 }];
    const named = nameserversOf("nameserver 127.0.0.1\nnameserver 127.0.0.2\n");
    expect(others(named, own)).toEqual([{ host: "127.0.0.2", port: 53 }]);
  });
});

describe("the resolver's journal", () => {
  it("reads back what was written, and nothing torn or odd", () => {
    const whole = { path: "/etc/resolv.conf", before: { kind: "link", target: "x" }, ours: "y" } as const;
    expect(readResolverJournal(resolverJournalText(whole))).toEqual(whole);
    const text = resolverJournalText(whole);
    for (let cut = 2; cut < text.length; cut += 1) expect(readResolverJournal(text.slice(0, -cut))).toBeUndefined();
    for (const odd of ["null", '{"path":"etc","before":{"kind":"none"},"ours":""}', '{"path":"/x","ours":""}'])
      expect(readResolverJournal(odd)).toBeUndefined();
  });
});
