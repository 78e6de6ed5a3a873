/** The way to a publisher, as the name server sees it. */
import type { Instant } from "../../../core/units.ts";
import type { PublisherAnswer, Question } from "../ask-publisher.ts";

/** Settles by the deadline, and never rejects. */
export type AskPublisher = (question: Question, deadline: Instant) => Promise<PublisherAnswer>;
