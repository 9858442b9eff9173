// SPDX-License-Identifier: Apache-2.0
/** Threads of the protocol. */

import type { Thread, Threads } from '../awareness/threads';
import { RequestError } from './request-error';

/** Numbers named in a message. */
const MAX_NAMED = 20;

/** @throws RequestError when there is none of that number at this stop */
export async function threadById(threads: Threads, threadId: number): Promise<Thread> {
  const thread = await threads.byId(threadId);
  if (thread !== undefined) {
    return thread;
  }
  const known = (await threads.list()).map(({ id }) => id).sort((a, b) => a - b);
  const more = known.length > MAX_NAMED ? ', ...' : '';
  throw new RequestError(
    `There is no thread ${threadId}; the threads are ${known.slice(0, MAX_NAMED).join(', ')}${more}`,
  );
}
