/** A device or publisher that reports what it likes: spans as it writes them, and the gateway's answer to each. */
import { randomBytes } from "../../../io/entropy.ts";
import { openLink } from "../../../io/grpc/link.ts";
import { readIdentity, readTrust } from "../../../io/pki/identity.ts";
import { encodeSpanRequest, REPORT_PATH, readAnswer } from "../../../io/wire/telemetry.ts";

const ANSWER_MS = 10_000;

export interface TrialReporter {
  /** "": taken; else why not; "no answer" where the stream ended instead. */
  report(otlp: Uint8Array): Promise<string>;
  /** Many at once, over one stream: how often each answer came. */
  flood(otlp: Uint8Array, count: number): Promise<Record<string, number>>;
  close(): void;
}

/** `identity`, `trust`: folders. */
export function openReporter(target: string, identity: string, trust: string): TrialReporter {
  const link = openLink({ target, identity: readIdentity(identity), trust: readTrust(trust) });
  const boot = randomBytes(16);
  let sequence = 0;
  const flood = (otlp: Uint8Array, count: number): Promise<Record<string, number>> =>
    new Promise((resolve) => {
      const stream = link.stream(REPORT_PATH);
      const answers: Record<string, number> = {};
      let left = count;
      const count1 = (answer: string, by = 1) => {
        answers[answer] = (answers[answer] ?? 0) + by;
        left -= by;
        if (left > 0) return;
        clearTimeout(late);
        stream.end();
        resolve(answers);
      };
      const over = () => left > 0 && count1("no answer", left);
      const late = setTimeout(() => over(), ANSWER_MS);
      stream.onEnd(over);
      stream.onLost(over);
      stream.onMessage((message) => count1(readAnswer(message).refused));
      for (let n = 0; n < count; n += 1) {
        sequence += 1;
        stream.send(encodeSpanRequest(boot, sequence, otlp));
      }
    });
  return {
    flood,
    report: async (otlp) => Object.keys(await flood(otlp, 1))[0]!,
    close: () => link.close(),
  };
}
