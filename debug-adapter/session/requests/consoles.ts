// SPDX-License-Identifier: Apache-2.0
/** Typing into the consoles of virtual machines. */

import { CONSOLE_INPUT_REQUEST, type ConsoleInputResponseBody } from '../../protocol';
import { RequestError } from '../request-error';
import type { RequestFamily } from './handler';

export const consoleRequests: RequestFamily = {
  [CONSOLE_INPUT_REQUEST]: {
    needs: 'launched',
    async answer({ debuggee: { target } }, args): Promise<ConsoleInputResponseBody> {
      const vm = args.integer('vm');
      const partition = target.partitions.find((each) => each.vm === vm);
      if (partition === undefined) {
        throw new RequestError(`There is no VM${vm}; there are ${target.partitions.length}, counted from 0`);
      }
      if (!partition.hasConsole || !target.capabilities.consoles) {
        throw new RequestError(`VM${vm} (${partition.name}) has no console: its configuration passes no UART through`);
      }
      return { taken: await target.sendConsole(vm, Buffer.from(args.text('text'), 'utf8')) };
    },
  },
};
