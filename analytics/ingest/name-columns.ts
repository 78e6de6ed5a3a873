/** Columns of `network_events` about names: questions and their answers, and the leases of stubs. */
import type { DnsAnswered } from "../../core/record/dns-facts.ts";
import type { StubLeases } from "../../core/record/lease-facts.ts";
import { fewTexts, list, text, u32, u64 } from "./native.ts";

export const nameColumns = () => ({
  ...{ question_id: text(), dns_type: u32(), rcode: u32(), dns_how: fewTexts(), answers: list(), ttl: u32() },
  ...{ leases: list("change", "lease_id", "host", "stub", "stub6", "at_us"), count: u64() },
});

type NameColumns = ReturnType<typeof nameColumns>;

/** Who asked, where, and how long it took stand in columns that other facts fill too. */
export function setQuestion(to: NameColumns, row: number, fact: DnsAnswered): void {
  to.question_id.set(row, fact.questionId);
  to.dns_type.set(row, fact.dnsType);
  to.rcode.set(row, fact.rcode);
  to.dns_how.set(row, fact.how);
  to.answers.set(
    row,
    fact.answers.map((one) => [one]),
  );
  to.ttl.set(row, fact.ttl);
}

export function setLeases(to: NameColumns, row: number, { leases, untold }: StubLeases): void {
  to.count.set(row, untold);
  if (leases.length === 0) return;
  const told = leases.map(({ change, leaseId, name, stub, stub6, atUs }) => {
    return [change, leaseId, name, stub, stub6, `${atUs}`];
  });
  to.leases.set(row, told);
}
