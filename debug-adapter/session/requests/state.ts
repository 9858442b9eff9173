// SPDX-License-Identifier: Apache-2.0
/** The whole system's state, for views. */

import { STATE_PARTS, STATE_REQUEST, type StatePart, type StateResponseBody } from '../../protocol';
import type { Arguments } from '../arguments';
import { RequestError } from '../request-error';
import { systemState } from '../system-state';
import type { RequestFamily } from './handler';

export const stateRequests: RequestFamily = {
  [STATE_REQUEST]: {
    needs: 'launched',
    async answer(state, args): Promise<StateResponseBody> {
      const { target, bao, execution, threads } = state.debuggee;
      if (bao === undefined) {
        throw new RequestError('The state of the hypervisor cannot be read on this machine');
      }
      if (!target.capabilities.readWhileRunning) {
        state.require('stopped', STATE_REQUEST);
      }
      if (execution.isRunning) {
        threads.forget();
      }
      return systemState(state, await bao.state(), partsOf(args));
    },
  },
};

function partsOf(args: Arguments): ReadonlySet<StatePart> {
  const wanted = args.has('parts') ? args.texts('parts', STATE_PARTS.length) : STATE_PARTS;
  return new Set(wanted.map(known));
}

function known(name: string): StatePart {
  const part = STATE_PARTS.find((each) => each === name);
  if (part === undefined) {
    throw new RequestError(
      `${STATE_REQUEST}: there is no part '${name.slice(0, 60)}'; there is ${STATE_PARTS.join(', ')}`,
    );
  }
  return part;
}
