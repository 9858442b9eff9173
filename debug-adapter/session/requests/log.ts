// SPDX-License-Identifier: Apache-2.0
/** The log of calls: reading it, looking through it, taking it away. */

import { isAbsolute } from 'node:path';
import { entryLine, type LogEntry, type LogFilter, searchLog } from '../../awareness/log';
import {
  CANCEL_LOG_EXPORT_REQUEST,
  CLEAR_LOG_REQUEST,
  EXPORT_LOG_REQUEST,
  LOG_ENTRY_REQUEST,
  LOG_FORMATS,
  LOG_KINDS,
  LOG_STATE_REQUEST,
  LOG_TEXT_REQUEST,
  type LogEntryResponseBody,
  type LogState,
  type LogTextResponseBody,
  MAX_LOG_CAPACITY,
  MAX_LOG_FOUND,
  MAX_LOG_PAGE,
  MAX_LOG_TEXT,
  READ_LOG_REQUEST,
  type ReadLogResponseBody,
  SEARCH_LOG_REQUEST,
  SET_LOG_REQUEST,
  type SearchLogResponseBody,
  type SetLogArguments,
} from '../../protocol';
import type { Arguments } from '../arguments';
import { detailsOf, lineOf } from '../log';
import { RequestError } from '../request-error';
import type { SessionState } from '../session-state';
import type { RequestFamily } from './handler';

/** Characters of a text that is looked for, and of a name. */
const MAX_TEXT = 1000;
const NO_FILTER: LogFilter = {};

async function set({ debuggee: { log } }: SessionState, args: Arguments): Promise<LogState> {
  const capacity = args.has('capacity') ? args.integer('capacity') : undefined;
  if (capacity !== undefined && (capacity < 0 || capacity > MAX_LOG_CAPACITY)) {
    throw new RequestError(`${SET_LOG_REQUEST}: 'capacity' must be from 0 to ${MAX_LOG_CAPACITY}, not ${capacity}`);
  }
  const switches = ['enabled', 'sbiCalls', 'ioctls'].filter((name) => args.has(name));
  const wanted: SetLogArguments = Object.fromEntries(switches.map((name) => [name, args.truth(name)]));
  await log.set({ ...wanted, ...(capacity === undefined ? {} : { capacity }) });
  return log.state();
}

/** @param limit most entries @throws RequestError */
function entriesOf({ debuggee }: SessionState, args: Arguments, limit: number): LogEntry[] {
  const { calls } = debuggee.log;
  return numbersOf(args, calls.first, limit).flatMap((number) => calls.entry(number) ?? []);
}

function numbersOf(args: Arguments, first: number, limit: number): readonly number[] {
  if (args.has('numbers')) {
    return args.integers('numbers', limit);
  }
  const from = Math.max(args.integer('from'), first);
  const count = args.integer('count');
  if (count < 0 || count > limit) {
    throw new RequestError(`A count of entries is from 0 to ${limit}; not ${count}`);
  }
  return Array.from({ length: count }, (_, index) => from + index);
}

function read(state: SessionState, args: Arguments): ReadLogResponseBody {
  const { debuggee } = state;
  const entries = entriesOf(state, args, MAX_LOG_PAGE).map((entry) => lineOf(debuggee, entry));
  return { state: debuggee.log.state(), entries };
}

function details({ debuggee }: SessionState, args: Arguments): LogEntryResponseBody {
  const { calls } = debuggee.log;
  const number = args.integer('number');
  const entry = calls.entry(number);
  if (entry === undefined) {
    const kept = calls.first === calls.end ? 'it is empty' : `it has ${calls.first} to ${calls.end - 1}`;
    throw new RequestError(`The log has no entry ${number}: ${kept}`);
  }
  return detailsOf(debuggee, entry);
}

function search({ debuggee: { log } }: SessionState, args: Arguments): SearchLogResponseBody {
  const filter = filterOf(args.object('filter'));
  const direction = oneOf(args, 'direction', ['forward', 'backward'] as const, 'forward');
  const count = args.integer('count');
  if (count < 1 || count > MAX_LOG_FOUND) {
    throw new RequestError(`${SEARCH_LOG_REQUEST}: 'count' must be from 1 to ${MAX_LOG_FOUND}, not ${count}`);
  }
  const { numbers, next } = searchLog(log.calls, filter, args.integer('from'), count, direction);
  return { numbers, ...(next === undefined ? {} : { next }), state: log.state() };
}

/** @throws RequestError */
function filterOf(args: Arguments): LogFilter {
  const number = <Name extends 'vm' | 'hart' | 'request'>(name: Name): { [Key in Name]?: number } =>
    args.has(name) ? ({ [name]: args.integer(name) } as { [Key in Name]?: number }) : {};
  const kinds = args.has('kinds') ? args.texts('kinds', LOG_KINDS.length) : undefined;
  return {
    ...number('vm'),
    ...number('hart'),
    ...number('request'),
    ...(kinds === undefined ? {} : { kinds: kinds.map((kind) => known(kind, LOG_KINDS, 'kind of entry')) }),
    ...(args.has('outcome') ? { outcome: oneOf(args, 'outcome', ['failed', 'succeeded'] as const) } : {}),
    ...(args.has('text') ? { text: args.text('text').slice(0, MAX_TEXT) } : {}),
  };
}

function oneOf<Name extends string>(args: Arguments, field: string, names: readonly Name[], fallback?: Name): Name {
  return fallback !== undefined && !args.has(field) ? fallback : known(args.text(field), names, field);
}

function known<Name extends string>(text: string, names: readonly Name[], what: string): Name {
  const name = names.find((each) => each === text);
  if (name === undefined) {
    throw new RequestError(`There is no ${what} '${text.slice(0, 60)}'; there is ${names.join(', ')}`);
  }
  return name;
}

function text(state: SessionState, args: Arguments): LogTextResponseBody {
  const lines = entriesOf(state, args, MAX_LOG_TEXT).map((entry) => `${entryLine(entry)}\n`);
  return { text: lines.join('') };
}

export const logRequests: RequestFamily = {
  [LOG_STATE_REQUEST]: { needs: 'launched', answer: ({ debuggee: { log } }) => log.state() },
  [SET_LOG_REQUEST]: { needs: 'launched', answer: set },
  [CLEAR_LOG_REQUEST]: {
    needs: 'launched',
    answer({ debuggee: { log } }) {
      log.clear();
      return log.state();
    },
  },
  [READ_LOG_REQUEST]: { needs: 'launched', answer: read },
  [LOG_ENTRY_REQUEST]: { needs: 'launched', answer: details },
  [SEARCH_LOG_REQUEST]: { needs: 'launched', answer: search },
  [LOG_TEXT_REQUEST]: { needs: 'launched', answer: text },
  [EXPORT_LOG_REQUEST]: {
    needs: 'launched',
    // It takes as long as it takes, and nothing else waits for it.
    overtakes: true,
    answer(state, args) {
      const path = args.text('path');
      if (!isAbsolute(path)) {
        throw new RequestError(`${EXPORT_LOG_REQUEST}: 'path' must be absolute, not '${path.slice(0, MAX_TEXT)}'`);
      }
      const filter = args.has('filter') ? filterOf(args.object('filter')) : NO_FILTER;
      const wanted = { id: args.text('id'), format: oneOf(args, 'format', LOG_FORMATS), path };
      return state.debuggee.log.exports.run(wanted, filter);
    },
  },
  [CANCEL_LOG_EXPORT_REQUEST]: {
    needs: 'launched',
    overtakes: true,
    answer({ debuggee: { log } }, args) {
      log.exports.cancel(args.text('id'));
      return undefined;
    },
  },
};
