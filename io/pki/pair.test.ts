/** Key and chain are one: whatever moment a writer dies in, what is read is a whole pair. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { initAuthority, issue, writeIdentity } from "./authority.ts";
import { type Identity, readIdentity } from "./identity.ts";
import { CHAIN, KEY, NEXT_KEY, writePair } from "./pair.ts";

const KILLS = 12;
const dir = mkdtempSync(join(tmpdir(), "wayleave-pair-"));
let one: Identity;
let two: Identity;
let three: Identity;

beforeAll(async () => {
  await initAuthority(dir, "wayleave.local");
  const make = (id: string) => issue({ authority: dir, role: "device", tenant: "demo", id, folder: join(dir, id) });
  [one, two, three] = [await make("one"), await make("two"), await make("three")];
});
afterAll(() => rmSync(dir, { recursive: true }));

describe("a writer that died", () => {
  const folder = () => {
    const made = mkdtempSync(join(dir, "folder-"));
    writeIdentity(made, one);
    return made;
  };
  const put = (at: string, name: string, text: string) => writeFileSync(join(at, name), text, { mode: 0o600 });

  it("before the chain leaves the old pair", () => {
    const at = folder();
    put(at, NEXT_KEY, two.key);
    expect(readIdentity(at).spiffe.id).toBe("one");
  });

  it("between chain and key leaves the new pair, and the next write doesn't lose it before its own is whole", () => {
    const at = folder();
    put(at, NEXT_KEY, two.key);
    put(at, CHAIN, two.chain);
    expect(readIdentity(at).spiffe.id).toBe("two");
    // The next writer dies as early as one can: its key waits, its chain is not there.
    const later = mkdtempSync(join(dir, "later-"));
    cpSync(at, later, { recursive: true });
    writePair(at, three.key, three.chain);
    expect(readIdentity(at).spiffe.id).toBe("three");
    expect(existsSync(join(at, NEXT_KEY))).toBe(false);
    writePair(later, two.key, two.chain);
    put(later, NEXT_KEY, three.key);
    expect(readIdentity(later).spiffe.id).toBe("two");
    expect(readFileSync(join(later, KEY), "utf8")).toBe(two.key);
  });

  it("in a folder that held nothing leaves nothing, or a pair", () => {
    const at = mkdtempSync(join(dir, "first-"));
    put(at, NEXT_KEY, one.key);
    expect(() => readIdentity(at)).toThrow(/key\.pem can't be read \(ENOENT\)/);
    put(at, CHAIN, one.chain);
    expect(readIdentity(at).spiffe.id).toBe("one");
  });

  it("leaves no key that others may read, and one that is makes no pair", () => {
    const at = folder();
    expect(statSync(join(at, KEY)).mode & 0o777).toBe(0o600);
    writeFileSync(join(at, NEXT_KEY), two.key, { mode: 0o644 });
    put(at, CHAIN, two.chain);
    expect(() => readIdentity(at)).toThrow(/not that of the certificate/);
  });
});

it("a writer killed at any moment leaves one of its pairs, and a reader beside it always finds one", async () => {
  const folder = join(dir, "killed");
  writeIdentity(folder, one);
  const pairs = JSON.stringify([one, two].map(({ key, chain }) => [key, chain]));
  const script = `
    import { writePair } from ${JSON.stringify(join(import.meta.dirname, "pair.ts"))};
    for (let n = 0; ; n++) {
      const [key, chain] = ${pairs}[n % 2];
      writePair(${JSON.stringify(folder)}, key, chain);
      if (n === 1) process.stdout.write("at work");
    }`;
  const seen = new Set<string>();
  for (let kill = 0; kill < KILLS || seen.size < 2; kill++) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    // Each reading is another moment of the writer's; the last one is followed by its death.
    for (let reads = 0; reads < 5 * kill; reads++) seen.add(readIdentity(folder).spiffe.id);
    child.kill("SIGKILL");
    await once(child, "exit");
    seen.add(readIdentity(folder).spiffe.id);
  }
  expect([...seen].sort()).toEqual(["one", "two"]);
}, 60_000);
