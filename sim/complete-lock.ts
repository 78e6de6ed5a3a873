/**
 * Completes package-lock.json for `npm ci`: a lock made where the registry lacks other platforms' packages leaves those
 * optional packages out, and `npm ci` then refuses the lock. Each gets an entry without a hash, for its platform only.
 * `--check` writes nothing and fails where an entry is missing. Run after every change of dependencies.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Entry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const OS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const CPU = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];
/** Package authors write the processor in other ways than npm's `cpu` does. */
const CPU_ALIASES: Record<string, string> = {
  aarch64: "arm64",
  armv7: "arm",
  arm: "arm",
  x86: "ia32",
  ppc64le: "ppc64",
};

/** An optional package's entry, its platform read from the parts of its name; keys in the order npm writes them. */
function stub(name: string, version: string, owner: Entry): Entry {
  const parts = name.split(/[-/]/);
  const os = parts.map((part) => (part === "windows" ? "win32" : part)).find((part) => OS.includes(part));
  const cpu = parts.map((part) => CPU_ALIASES[part] ?? part).find((part) => CPU.includes(part));
  const libc = parts.find((part) => /^(gnu|musl)(eabihf)?$/.test(part));
  if (!os && !cpu) throw new Error(`${name} names no platform: install it, or add it by hand`);
  return {
    version: version.replace(/^[\^~]/, ""),
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(owner.dev ? { dev: true } : {}),
    ...(libc ? { libc: [libc.startsWith("musl") ? "musl" : "glibc"] } : {}),
    optional: true,
    ...(os ? { os: [os] } : {}),
  };
}

const path = join(import.meta.dirname, "..", "package-lock.json");
const lock = JSON.parse(readFileSync(path, "utf8")) as { packages: Record<string, Entry> };
const missing: string[] = [];
for (const [owner, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const at = `node_modules/${name}`;
    if (lock.packages[at] || lock.packages[`${owner}/${at}`]) continue;
    lock.packages[at] = stub(name, version, entry);
    missing.push(name);
  }
}

if (process.argv.includes("--check")) {
  if (missing.length > 0) {
    console.error(`package-lock.json lacks ${missing.join(", ")}: run bin/node sim/complete-lock.ts`);
    process.exit(1);
  }
} else if (missing.length > 0) {
  const [root, ...rest] = Object.keys(lock.packages);
  lock.packages = Object.fromEntries([root!, ...rest.sort()].map((key) => [key, lock.packages[key]!]));
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`added ${missing.length}: ${missing.join(", ")}`);
}
