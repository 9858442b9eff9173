// SPDX-License-Identifier: Apache-2.0
/** Threads, and the calls that led each of them to where it is. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { frameOf } from '../stack-frames';
import { threadById } from '../threads';
import type { RequestFamily } from './handler';

/** Frames of one answer; clients ask again for more. */
const MAX_FRAMES = 1000;

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
      return {
        stackFrames: shown.map((frame, index) => frameOf(debuggee, client, frame, first + index)),
        totalFrames: frames.length,
      };
    },
  },
};
