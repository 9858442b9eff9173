// SPDX-License-Identifier: Apache-2.0
/**
 * A mail thread as an archive's page shows it: messages one after the other, each a subject line followed by a line
 * "Posted by NAME TIME ago". Replies quote patches with "> " and have subjects with "Re:".
 */

/** One message of a thread. */
export interface Message {
  readonly subject: string;
  readonly lines: readonly string[];
  /** Number of the first line of the body in the thread, from 1. */
  readonly firstLine: number;
}

/** One patch of a series. */
export interface Patch extends Message {
  /** Place in the series, from 1. */
  readonly index: number;
  /** Patches in the series. */
  readonly total: number;
}

const SUBJECT = /^(Re: )?\[PATCH [^\]]*\] /;
const PATCH_SUBJECT = /^\[PATCH (?:v\d+ )?(\d{1,3})\/(\d{1,3})\] /;

/** Splits a thread into its messages. What stands before the first one is dropped. */
export function splitMessages(thread: string): Message[] {
  const lines = thread.split(/\r?\n/);
  const starts = lines.flatMap((line, number) =>
    SUBJECT.test(line) && lines[number + 1]?.startsWith('Posted by ') ? [number] : [],
  );
  return starts.map((start, position) => ({
    subject: lines[start]!,
    lines: lines.slice(start + 2, starts[position + 1] ?? lines.length),
    firstLine: start + 3,
  }));
}

/**
 * The patches of the last series in a thread, in order; the first copy of each, replies and cover letters left out.
 * @throws Error when there is none, or one is missing
 */
export function findSeries(thread: string): Patch[] {
  const patches = splitMessages(thread).flatMap(toPatch);
  const total = patches.at(-1)?.total;
  if (total === undefined) {
    throw new Error('no message with a subject like "[PATCH 1/6] ..." in the mail thread');
  }
  return Array.from({ length: total }, (_, position) => {
    const patch = patches.find((candidate) => candidate.total === total && candidate.index === position + 1);
    if (!patch) {
      throw new Error(`patch ${position + 1}/${total} is not in the mail thread`);
    }
    return patch;
  });
}

function toPatch(message: Message): Patch[] {
  const match = PATCH_SUBJECT.exec(message.subject);
  const index = Number(match?.[1] ?? 0);
  return index > 0 ? [{ ...message, index, total: Number(match![2]) }] : [];
}
