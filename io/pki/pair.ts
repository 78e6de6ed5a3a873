/**
 * Key and certificate of a workload on disk, replaced as a pair.
 *
 * They are two files, and no rename moves both. So a new key waits beside the old one, the rename of the chain decides,
 * and the key follows. Whoever finds a chain that is not the key's looks at the key that waits: at each moment, and
 * after a crash at each, exactly one pair is whole.
 */
import { createPrivateKey, X509Certificate } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

export const KEY = "key.pem";
export const CHAIN = "chain.pem";
/** The key of a chain whose rename is about to come, or has just come. */
export const NEXT_KEY = "key.next.pem";

/** PEM both; the chain is the leaf first. Durable when it returns. */
export function writePair(folder: string, key: string, chain: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  settle(folder);
  place(folder, NEXT_KEY, key, 0o600);
  place(folder, CHAIN, chain, 0o644);
  move(folder, NEXT_KEY, KEY);
}

/** Is this private key the leaf's? */
export const isPair = (key: string, leaf: X509Certificate): boolean => leaf.checkPrivateKey(createPrivateKey(key));

/** What a crash left: the waiting key may be the only one of the chain, and the next write would be over it. */
function settle(folder: string): void {
  const next = join(folder, NEXT_KEY);
  const chain = join(folder, CHAIN);
  if (!existsSync(next)) return;
  if (existsSync(chain) && fits(readFileSync(next, "utf8"), readFileSync(chain, "utf8"))) move(folder, NEXT_KEY, KEY);
  else rmSync(next);
}

function fits(key: string, chain: string): boolean {
  try {
    return isPair(key, new X509Certificate(chain));
  } catch {
    return false;
  }
}

/** Whole or not at all, and on the disk before what builds on it: a power cut keeps the order, too. */
function place(folder: string, name: string, text: string, mode: number): void {
  const passing = `.${name}.${process.pid}`;
  const file = openSync(join(folder, passing), "w", mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  move(folder, passing, name);
}

function move(folder: string, from: string, to: string): void {
  renameSync(join(folder, from), join(folder, to));
  const entry = openSync(folder, "r");
  try {
    fsyncSync(entry);
  } finally {
    closeSync(entry);
  }
}
