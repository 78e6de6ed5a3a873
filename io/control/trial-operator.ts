/** For tests of a running system: an operator who asks one gateway, and waits for what other processes bring about. */
import { clock } from "../clock.ts";
import type { Link } from "../grpc/link.ts";
import * as admin from "../wire/admin.ts";

type Objects = Parameters<typeof admin.applyRequest.encode>[0]["objects"] & object;

const ANSWER_MS = 10_000;

export class Operator {
  readonly #link: Link;

  constructor(link: Link) {
    this.#link = link;
  }

  /** Throws with every mistake that the gateway names. */
  async apply(objects: unknown): Promise<void> {
    const request = admin.applyRequest.encode({ objects: objects as Objects });
    const { mistakes } = admin.applyResponse.decode(await this.#ask("apply", request));
    if (mistakes.length > 0) throw new Error(mistakes.map(({ text }) => text).join("; "));
  }

  /** Throws with every mistake that the gateway names. */
  async delete(kind: string, name: string): Promise<void> {
    const request = admin.deleteRequest.encode({ kind, name });
    const { mistakes } = admin.deleteResponse.decode(await this.#ask("delete", request));
    if (mistakes.length > 0) throw new Error(mistakes.map(({ text }) => text).join("; "));
  }

  /** What exists because something runs. */
  async live(kind: string): Promise<{ readonly name: string; readonly fields: Readonly<Record<string, string>> }[]> {
    const answer = admin.getResponse.decode(await this.#ask("get", admin.getRequest.encode({ kind })));
    return answer.live.map(({ name, fields }) => ({ name: name ?? "", fields: { ...fields } }));
  }

  /** Answers with what the gateway says, conflict included. `expected`: a revision. */
  async tryApply(
    objects: unknown,
    expected: number | undefined,
  ): Promise<ReturnType<typeof admin.applyResponse.decode>> {
    const seen = expected === undefined ? {} : { expectedRevision: expected };
    const request = admin.applyRequest.encode({ objects: objects as Objects, ...seen });
    return admin.applyResponse.decode(await this.#ask("apply", request));
  }

  /** Of an object, or of the newest rule; 0 where there is none. */
  async revision(kind: string, name = ""): Promise<number> {
    return Math.max(0, ...(await this.#get(kind, name)).revisions);
  }

  /** The control log says so. */
  async denied(kind: string, name: string): Promise<boolean> {
    const [object] = (await this.#get(kind, name)).objects;
    const { user, device, publisher, operator } = object ?? {};
    return Boolean(user?.inactive || device?.revoked || publisher?.revoked || operator?.disabled);
  }

  async #get(kind: string, name: string): Promise<ReturnType<typeof admin.getResponse.decode>> {
    return admin.getResponse.decode(await this.#ask("get", admin.getRequest.encode({ kind, name })));
  }

  /** A one-time token to enrol by. */
  async token(role: "device" | "publisher", name: string): Promise<string> {
    const request = admin.issueTokenRequest.encode({ role, name, lifetimeMs: 60_000 });
    return admin.issueTokenResponse.decode(await this.#ask("issueToken", request)).token;
  }

  /** Throws with every mistake that the gateway names. */
  async revoke(kind: string, name: string, now = false): Promise<ReturnType<typeof admin.revokeResponse.decode>> {
    const answer = admin.revokeResponse.decode(
      await this.#ask("revoke", admin.revokeRequest.encode({ kind, name, now })),
    );
    if (answer.mistakes.length > 0) throw new Error(answer.mistakes.map(({ text }) => text).join("; "));
    return answer;
  }

  async drain(kind: string, name: string, undo = false): Promise<void> {
    const request = admin.drainRequest.encode({ kind, name, undo });
    const { mistakes } = admin.commandResponse.decode(await this.#ask("drain", request));
    if (mistakes.length > 0) throw new Error(mistakes.map(({ text }) => text).join("; "));
  }

  async status(): Promise<ReturnType<typeof admin.statusResponse.decode>> {
    return admin.statusResponse.decode(await this.#ask("status", admin.statusRequest.encode({})));
  }

  /** Of this gateway's present life, hex. */
  async epoch(gateway: string): Promise<string> {
    const request = admin.getRequest.encode({ kind: "gateways" });
    const { live } = admin.getResponse.decode(await this.#ask("get", request));
    return live.find(({ name }) => name === gateway)?.fields["epoch"] ?? "";
  }

  async counter(name: string): Promise<number> {
    return Number((await this.status()).counters[name] ?? 0);
  }

  /** Resolves when the gateway can be asked again. */
  reached(): Promise<void> {
    return new Promise((resolve) => this.#link.onState((up) => up && resolve()));
  }

  #ask(what: keyof typeof admin.ADMIN_PATHS, request: Buffer): Promise<Buffer> {
    return this.#link.unary(admin.ADMIN_PATHS[what], request, ANSWER_MS);
  }
}

/** Awaits what another process brings about. */
export async function eventually(holds: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> {
  const end = clock.now() + withinMs;
  while (!(await holds())) {
    if (clock.now() > end) throw new Error(`did not come about in ${withinMs} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
