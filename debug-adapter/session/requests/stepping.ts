// SPDX-License-Identifier: Apache-2.0
/** Going on: all vCPUs run and stop together, whatever thread a request names. */

import type { Arguments } from '../arguments';
import { RequestError } from '../request-error';
import type { SessionState } from '../session-state';
import { threadById } from '../threads';
import type { Afterwards, RequestFamily, RequestHandler } from './handler';

type StepKind = 'over' | 'in' | 'out';
type Granularity = 'statement' | 'line' | 'instruction';

const GRANULARITIES: readonly Granularity[] = ['statement', 'line', 'instruction'];

/** @throws RequestError */
function granularityOf(args: Arguments): Granularity {
  const wanted = args.textOr('granularity', 'statement');
  const known = GRANULARITIES.find((each) => each === wanted);
  if (known === undefined) {
    throw new RequestError(`A step's granularity is one of ${GRANULARITIES.join(', ')}; not '${wanted}'`);
  }
  return known;
}

function stepBy(kind: StepKind): RequestHandler {
  return {
    needs: 'resumable',
    async answer({ debuggee }: SessionState, args: Arguments, afterwards: Afterwards) {
      const { control, execution, threads } = debuggee;
      const { key } = await threadById(threads, args.integer('threadId'));
      const granularity = granularityOf(args);
      afterwards(() => execution.resume(() => control.step(key, kind, granularity)));
      return undefined;
    },
  };
}

export const steppingRequests: RequestFamily = {
  continue: {
    needs: 'resumable',
    async answer({ debuggee: { control, execution, threads } }, args, afterwards) {
      await threadById(threads, args.integer('threadId'));
      afterwards(() => execution.resume(() => control.continue()));
      return { allThreadsContinued: true };
    },
  },
  pause: {
    needs: 'started',
    answer({ debuggee: { execution } }) {
      if (execution.isRunning) {
        execution.pause();
      }
      return undefined;
    },
  },
  next: stepBy('over'),
  stepIn: stepBy('in'),
  stepOut: stepBy('out'),
};
