/** Pipes: what was written comes out whole and in order, to the end or the error of who wrote. */
import { appendFileSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { type Pipe, Pipes } from "./pipes.ts";

const folder = mkdtempSync(join(tmpdir(), "wayleave-pipes-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function readAll(pipe: Pipe, work: Promise<unknown>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of pipe.pieces(work)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function write(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, "w");
  await file.writeFile(bytes);
  await file.close();
}

it("carries megabytes, and nothing, and ends when the writer has", async () => {
  const pipes = new Pipes(join(folder, "a"), 1);
  for (const length of [3_000_000, 0, 1, 65_536]) {
    const bytes = Buffer.alloc(length, "0123456789");
    const pipe = pipes.take();
    expect(Buffer.compare(await readAll(pipe, write(pipe.path, bytes)), bytes)).toBe(0);
    pipe.close();
  }
});

it("hands on the writer's error", async () => {
  const pipes = new Pipes(join(folder, "b"), 1);
  const pipe = pipes.take();
  const work = write(pipe.path, Buffer.from("a")).then(() => Promise.reject(new Error("it broke")));
  await expect(readAll(pipe, work)).rejects.toThrow("it broke");
  pipe.close();
});

it("that an earlier writer still holds is replaced, so that it can write nothing into our answer", async () => {
  const pipes = new Pipes(join(folder, "c"), 1);
  const first = pipes.take();
  const stale = openSync(first.path, "a");
  first.close();
  const second = pipes.take();
  expect(() => appendFileSync(stale, "of an earlier query")).toThrow("EPIPE");
  expect((await readAll(second, write(second.path, Buffer.from("mine")))).toString()).toBe("mine");
  second.close();
  closeSync(stale);
  const third = pipes.take();
  expect(() => pipes.take()).toThrow("more answers at once than queries");
  third.close();
});

it("finds a folder that a killed process left, and makes its pipes anew", () => {
  new Pipes(join(folder, "d"), 1);
  writeFileSync(join(folder, "d", "left"), "x");
  const pipe = new Pipes(join(folder, "d"), 1).take();
  expect(pipe.path).toContain("0.pipe");
  pipe.close();
});
