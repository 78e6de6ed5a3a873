/**
 * The denials that this gateway enforces before the log tells them: on its disk before they are enforced, so that they
 * survive it, and let go of when the log denies the same.
 */
import { readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { REVOCABLE } from "../../../core/command/decision.ts";
import { DENIALS_MAX, type Denial, isTold } from "../../../core/command/denials.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { errnoOf } from "../../../io/errors.ts";
import type { JsonLog } from "../../../io/json-log.ts";

/** `own`: it was asked of this gateway, which therefore writes it to the log and tells the others. */
export type HeldDenial = Denial & { readonly own: boolean };

export interface DenialsOptions {
  /** Mode 0600. */
  readonly file: string;
  readonly control: ControlLog;
  readonly log: JsonLog;
}

const FORMAT = 1;

export class Denials {
  readonly #o: DenialsOptions;
  #held: readonly HeldDenial[];
  #saving: Promise<void> = Promise.resolve();

  /** Throws where the file can't be read: what it denies must not be let in. */
  constructor(o: DenialsOptions) {
    this.#o = o;
    this.#held = readDenials(o.file);
    o.control.deny(this.#held);
    o.control.onChange(() => this.#told());
    this.#told();
  }

  get held(): readonly HeldDenial[] {
    return this.#held;
  }

  /** Enforced, and on disk, when it resolves; "full" at the bound. Told twice it is one. */
  async add(denial: HeldDenial): Promise<"held" | "told" | "full"> {
    if (isTold(this.#o.control.state, denial)) return "told";
    if (this.#held.some(({ id }) => id === denial.id)) {
      await this.#saving;
      return "held";
    }
    if (this.#held.length >= DENIALS_MAX) return "full";
    this.#held = [...this.#held, denial];
    // Enforced at once; whoever asked is answered when it would survive us.
    this.#o.control.deny(this.#held);
    await this.#save();
    return "held";
  }

  #told(): void {
    if (this.#held.length === 0) return;
    const { state } = this.#o.control;
    const left = this.#held.filter((denial) => !isTold(state, denial));
    if (left.length === this.#held.length) return;
    this.#held = left;
    this.#o.control.deny(left);
    this.#save().catch((error: unknown) => {
      // It stays on disk, and goes after the next start: the log tells the same.
      this.#o.log.warn("the file of denials can't be written", { file: this.#o.file, error });
    });
  }

  #save(): Promise<void> {
    const done = this.#saving.catch(() => {}).then(() => writeDenials(this.#o.file, this.#held));
    this.#saving = done;
    done.catch(() => {});
    return done;
  }
}

function readDenials(file: string): readonly HeldDenial[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  }
  const damaged = (): never => {
    throw new Error(
      `${file} is damaged: it holds whom this gateway denies before the log tells it; repeat the last revoke --now ` +
        "at another gateway and remove the file",
    );
  };
  try {
    const { format, denials } = JSON.parse(text) as { format: unknown; denials: unknown };
    return format === FORMAT && Array.isArray(denials) && denials.every(isDenial) ? denials : damaged();
  } catch {
    return damaged();
  }
}

const isDenial = (value: unknown): value is HeldDenial => {
  const { id, tenant, kind, name, actor, atUs, own } = value as Record<string, unknown>;
  return (
    [id, tenant, name, actor].every((text) => typeof text === "string") &&
    REVOCABLE.some((one) => one === kind) &&
    Number.isSafeInteger(atUs) &&
    typeof own === "boolean"
  );
};

/** Whole or not at all, and on the disk itself: a power cut must not let anybody in again. */
async function writeDenials(file: string, denials: readonly HeldDenial[]): Promise<void> {
  const beside = `${file}.new`;
  const to = await open(beside, "w", 0o600);
  try {
    await to.writeFile(`${JSON.stringify({ format: FORMAT, denials })}\n`);
    await to.sync();
  } finally {
    await to.close();
  }
  await rename(beside, file);
  const folder = await open(dirname(file), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
