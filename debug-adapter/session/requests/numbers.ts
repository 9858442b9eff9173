// SPDX-License-Identifier: Apache-2.0
/** How numbers are written. */

import { Event } from '@vscode/debugadapter';
import { NUMBER_FORMAT_REQUEST, NUMBER_FORMATS } from '../../protocol';
import { RequestError } from '../request-error';
import type { RequestFamily } from './handler';

export const numberRequests: RequestFamily = {
  [NUMBER_FORMAT_REQUEST]: {
    needs: 'initialized',
    answer(state, args, afterwards) {
      const wanted = args.text('format');
      if (!NUMBER_FORMATS.some((each) => each === wanted)) {
        throw new RequestError(`Numbers are ${NUMBER_FORMATS.join(' or ')}; not '${wanted}'`);
      }
      state.numberFormat = wanted === 'hexadecimal' ? { radix: 'hex' } : {};
      if (state.client.invalidatesViews) {
        afterwards(() => state.send(new Event('invalidated', { areas: ['variables'] })));
      }
      return undefined;
    },
  },
};
