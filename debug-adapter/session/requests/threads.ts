// SPDX-License-Identifier: Apache-2.0
/** Threads, and the calls that led each of them to where it is. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { isSchedulerCore, schedulerFrames } from '../../awareness/threads';
import { isSleeping, type ThreadKey } from '../../stack';
import type { Debuggee } from '../debuggee';
import { frameOf, schedulerFrameOf } from '../stack-frames';
import { threadById } from '../threads';
import type { RequestFamily } from './handler';

/** Frames of one answer; clients ask again for more. */
const MAX_FRAMES = 1000;

/** Frames looked at to find where a sleeping thread has called the scheduler. */
const MAX_SCHEDULER_FRAMES = 32;

/**
 * How many of a thread's innermost frames tell nothing of it. None when a person looks at the scheduler itself: to
 * clients what is said of a frame's file holds for that file everywhere.
 */
async function framesInScheduler({ stacks, execution }: Debuggee, thread: ThreadKey): Promise<number> {
  if (!isSleeping(thread)) {
    return 0;
  }
  const { focus } = execution;
  const isLookedAt = !isSleeping(focus) && isSchedulerCore(await stacks.innermost(focus));
  return isLookedAt ? 0 : schedulerFrames(await stacks.backTrace(thread, MAX_SCHEDULER_FRAMES));
}

export const threadRequests: RequestFamily = {
  threads: {
    needs: 'launched',
    async answer({ debuggee: { threads, execution } }): Promise<DebugProtocol.ThreadsResponse['body']> {
      const found = execution.isRunning ? threads.last : await threads.list();
      return { threads: found.map(({ id, name }) => ({ id, name })) };
    },
  },

  stackTrace: {
    needs: 'stopped',
    async answer({ debuggee, client }, args): Promise<DebugProtocol.StackTraceResponse['body']> {
      const { key } = await threadById(debuggee.threads, args.integer('threadId'));
      const first = Math.max(0, args.integerOr('startFrame', 0));
      const wanted = args.integerOr('levels', 0);
      const count = wanted > 0 ? Math.min(wanted, MAX_FRAMES) : MAX_FRAMES;
      // One more tells whether there is more to ask for.
      const frames = await debuggee.stacks.backTrace(key, first + count + 1);
      const shown = frames.slice(first, first + count);
      const passedOver = await framesInScheduler(debuggee, key);
      return {
        stackFrames: shown.map((frame, offset) => {
          const index = first + offset;
          const found = frameOf(debuggee, client, frame, index);
          return index < passedOver ? schedulerFrameOf(found) : found;
        }),
        totalFrames: frames.length,
      };
    },
  },
};
