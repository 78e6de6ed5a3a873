/** The answer of `wayleave trace` as a picture: the tree, who did what when, and bars on one scale of time. */
import { durationText } from "../../core/record/amounts.ts";
import type { SpanAnswer, TraceAnswer } from "../../core/trace/trace-answer.ts";
import { type Column, columnsFor, printable } from "./columns.ts";

/** Where there is no terminal. */
const BAR_WITHOUT_TERMINAL = 32;
const BAR_LEAST = 10;
const BAR_MOST = 60;
/** A flow of minutes leaves nothing to see of how it was opened: then the scale is the opening's. */
const LONG = 8;

export function traceText(trace: TraceAnswer, width: number | undefined): string {
  const blocks = [headText(trace), treeText(trace, width), notes(trace)];
  return `${blocks.filter((text) => text !== "").join("\n\n")}\n`;
}

function headText(trace: TraceAnswer): string {
  const { flow } = trace;
  const app = flow.app === null ? "no app" : `app ${flow.app}`;
  const isQuestion = trace.flow_id === null;
  const what = trace.flow_id ?? `question ${trace.question_id ?? "?"}`;
  const to = isQuestion ? `asked for ${flow.host ?? "?"}` : `to ${flow.host ?? "?"}:${flow.port ?? "?"}`;
  return [
    `${what}: ${trace.outcome}${trace.reason === null ? "" : `, ${trace.reason}`}`,
    `${flow.user ?? "nobody known"} on ${flow.device ?? "no known device"} ${to} (${app})`,
    ledText(trace),
    `trace ${trace.trace_id ?? "none"}, ${sizeText(trace)}`,
    failedText(trace),
  ]
    .filter((line) => line !== "")
    .map(printable)
    .join("\n");
}

function ledText({ question_id, led_by }: TraceAnswer): string {
  if (led_by === "question") return `led by question ${question_id}: wayleave trace ${question_id}`;
  return led_by === "lease" ? `led by lease ${question_id} of the name's stub` : "";
}

const sizeText = ({ spans, duration_us }: TraceAnswer): string =>
  spans.length === 0 ? "no spans" : `${spans.length} spans, ${durationText(duration_us)}`;

function failedText({ failed_at, outcome }: TraceAnswer): string {
  if (failed_at === null) return "";
  const { hop, instance, span, reason } = failed_at;
  const where = `${hop ?? "a part that is not known"}${instance === null ? "" : ` ${instance}`}`;
  const did = outcome === "blocked" ? "refused at" : "ended at";
  return `${did} ${where}${span === null ? "" : `, in ${span}`}: ${reason ?? "no code"}`;
}

interface Line {
  readonly span: SpanAnswer;
  /** Of the tree, before the name. */
  readonly branch: string;
}

function treeText({ spans, duration_us }: TraceAnswer, width: number | undefined): string {
  if (spans.length === 0) return "";
  const lines = linesOf(spans);
  const scaleUs = scaleOf(spans, duration_us);
  const bare = columnsFor(columns([]), lines, undefined);
  const widest = lines.reduce((most, one) => Math.max(most, bare.line(one).length), bare.head.length) - 1;
  const room = width === undefined ? BAR_WITHOUT_TERMINAL : Math.min(BAR_MOST, width - widest - 2);
  const bar: Column<Line> = { title: "time", cell: ({ span }) => barOf(span, scaleUs, room) };
  const bars = room >= BAR_LEAST;
  const { head, line } = columnsFor(columns(bars ? [bar] : []), lines, width);
  const scale =
    bars && scaleUs < duration_us ? `\nthe bars' scale is ${durationText(scaleUs)}; what goes on ends in ▶` : "";
  return (head + lines.map(line).join("")).trimEnd() + scale;
}

function columns(bar: readonly Column<Line>[]): Column<Line>[] {
  return [
    { title: "span", cell: ({ span, branch }) => `${branch}${span.name}`, least: 12 },
    {
      title: "where",
      cell: ({ span }) => `${span.role ?? span.service} ${span.instance}`.trimEnd(),
      least: 8,
      leave: 1,
    },
    { title: "start ms", cell: ({ span }) => milliseconds(span.start_us), right: true },
    { title: "took ms", cell: ({ span }) => milliseconds(span.duration_us), right: true },
    ...bar,
    { title: "", cell: ({ span }) => markOf(span), least: 8, leave: 2 },
  ];
}

const milliseconds = (us: number): string => (us / 1000).toFixed(3);

function markOf({ failed, reason, message, parent_missing, parent_span_id }: SpanAnswer): string {
  const lost = parent_missing ? `parent ${parent_span_id ?? "?"} is missing` : "";
  const why = failed ? `FAILED ${reason ?? message ?? ""}`.trimEnd() : "";
  return [why, lost].filter((text) => text !== "").join("; ");
}

/** Each span's branch: what is still to come under each of those above it. */
function linesOf(spans: readonly SpanAnswer[]): Line[] {
  /** By depth: whether a sibling comes later. */
  const more: boolean[] = [];
  const lines: Line[] = [];
  for (const span of spans.toReversed()) {
    const { depth } = span;
    const above = Array.from({ length: Math.max(0, depth - 1) }, (_, at) => (more[at + 1] ? "│ " : "  ")).join("");
    lines.push({ span, branch: depth === 0 ? "" : `${above}${more[depth] ? "├ " : "└ "}` });
    more.length = depth;
    for (let at = 0; at < depth; at++) more[at] ??= false;
    more[depth] = true;
  }
  return lines.reverse();
}

/** Where what is longest is far longer than all the rest, the rest's time. */
function scaleOf(spans: readonly SpanAnswer[], durationUs: number): number {
  const roots = spans.filter(({ depth }) => depth === 0);
  const rest = spans.filter((span) => !roots.includes(span));
  const end = rest.reduce((most, { start_us, duration_us }) => Math.max(most, start_us + duration_us), 0);
  return end > 0 && durationUs > LONG * end ? Math.ceil(end * 1.25) : Math.max(durationUs, 1);
}

function barOf({ start_us, duration_us, failed }: SpanAnswer, scaleUs: number, room: number): string {
  const cellOf = (us: number): number => Math.round((us / scaleUs) * room);
  const from = Math.min(Math.max(0, cellOf(start_us)), room - 1);
  const to = Math.min(Math.max(from + 1, cellOf(start_us + duration_us)), room);
  const beyond = start_us + duration_us > scaleUs;
  const body = (failed ? "×" : "━").repeat(to - from);
  return `${" ".repeat(from)}${beyond ? `${body.slice(0, -1)}▶` : body}`;
}

function notes({ problems, clocks, trace_kept, spans, flow }: TraceAnswer): string {
  const moved = clocks.map(({ service, instance, ahead_us }) => {
    const side = ahead_us > 0 ? "ahead" : "behind";
    return `clock of ${service} ${instance} is ${Math.abs(ahead_us)} us ${side}, corrected`;
  });
  const none =
    !trace_kept && spans.length === 0 ? [`this trace was not kept${flow.end_time === null ? " so far" : ""}`] : [];
  return [...none, ...problems, ...moved].map(printable).join("\n");
}
