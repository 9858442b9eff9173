// SPDX-License-Identifier: Apache-2.0
/** From what is chosen in the page to what the debug adapter is asked for. */

import type { LogFilter } from '../../../debug-adapter/protocol';
import { LOG_ROW_KINDS, type LogLook } from '../../../webview';

/** Which entries are rows; undefined when all are. */
export function rowFilter(look: LogLook): LogFilter | undefined {
  const filter: LogFilter = {
    ...(LOG_ROW_KINDS.every((kind) => look.kinds.includes(kind)) ? {} : { kinds: look.kinds }),
    ...(look.vm === undefined ? {} : { vm: look.vm }),
    ...(look.failedOnly ? { outcome: 'failed' as const } : {}),
    ...(look.request === undefined ? {} : { request: look.request }),
    ...(look.matchesOnly && look.text !== '' ? { text: look.text } : {}),
  };
  return Object.keys(filter).length === 0 ? undefined : filter;
}

/** Which rows have the text that is searched for; undefined when there is none. */
export function matchFilter(look: LogLook): LogFilter | undefined {
  return look.text === '' ? undefined : { ...rowFilter(look), text: look.text };
}
