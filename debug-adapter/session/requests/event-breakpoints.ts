// SPDX-License-Identifier: Apache-2.0
/** Breakpoints on what happens, as typed requests and as exception filters, and what happened at a stop. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { EventHit } from '../../event-breakpoints';
import {
  type EventBreakpoint,
  SET_EVENT_BREAKPOINTS_REQUEST,
  type SetEventBreakpointsResponseBody,
} from '../../protocol';
import type { Arguments } from '../arguments';
import { eventBreakpointOf } from '../breakpoint-events';
import { readEventBreakpoint } from '../event-breakpoint-arguments';
import { EXCEPTION_FILTERS, kindName, kindOfFilter } from '../exception-filters';
import { RequestError } from '../request-error';
import type { SessionState } from '../session-state';
import type { RequestFamily } from './handler';
import { setEach } from './set-each';

/** No person sets as many. */
const MAX_BREAKPOINTS = 1000;

async function setTyped({ debuggee }: SessionState, args: Arguments): Promise<SetEventBreakpointsResponseBody> {
  const { eventBreakpoints, control } = debuggee;
  const { breakpoints } = await setEach(
    args.objects('breakpoints', MAX_BREAKPOINTS),
    readEventBreakpoint,
    async (wanted) => {
      const states = await eventBreakpoints.set('typed', wanted);
      control.eventsChanged();
      return states.map(eventBreakpointOf);
    },
  );
  return { breakpoints };
}

async function setFilters(
  { debuggee }: SessionState,
  args: Arguments,
): Promise<DebugProtocol.SetExceptionBreakpointsResponse['body']> {
  const { eventBreakpoints, control } = debuggee;
  const plain = args.has('filters') ? args.texts('filters', MAX_BREAKPOINTS) : [];
  const options = args.objects('filterOptions', MAX_BREAKPOINTS);
  const wanted = [
    ...plain.map((filter) => breakpointOf(filter, undefined)),
    ...options.map((each) => breakpointOf(each.text('filterId'), each.optionalText('condition'))),
  ];
  const states = await eventBreakpoints.set('filters', wanted);
  control.eventsChanged();
  return { breakpoints: states.map(eventBreakpointOf) };
}

/** @throws RequestError for a filter that there is not */
function breakpointOf(filter: string, condition: string | undefined): EventBreakpoint {
  const kind = kindOfFilter(filter);
  if (kind === undefined) {
    const known = EXCEPTION_FILTERS.map((each) => each.filter).join(', ');
    throw new RequestError(`There is no exception filter '${filter.slice(0, 60)}'; there is ${known}`);
  }
  return condition === undefined || condition.trim() === '' ? { kind } : { kind, condition };
}

function exceptionInfo({ debuggee }: SessionState): DebugProtocol.ExceptionInfoResponse['body'] {
  const { hit } = debuggee.eventBreakpoints;
  const [first] = hit?.occurrences ?? [];
  if (hit === undefined || first === undefined) {
    throw new RequestError('The machine has not stopped at an event breakpoint');
  }
  return {
    exceptionId: kindName(first.kind),
    // Clients show only this at the place.
    description: hit.text === undefined ? hit.description : `${hit.description}\n${hit.text}`,
    breakMode: 'always',
    details: {
      message: hit.text ?? '',
      typeName: kindName(first.kind),
      evaluateName: '$event',
      ...othersOf(hit),
    },
  };
}

/** What else happened in the same moment. */
function othersOf({ occurrences }: EventHit): Pick<DebugProtocol.ExceptionDetails, 'innerException'> {
  const others = occurrences.slice(1).map(({ kind, description, stands }) => ({
    typeName: kindName(kind),
    message: `${description}; ${stands}`,
  }));
  return others.length === 0 ? {} : { innerException: others };
}

export const eventBreakpointRequests: RequestFamily = {
  [SET_EVENT_BREAKPOINTS_REQUEST]: { needs: 'launched', answer: setTyped },
  setExceptionBreakpoints: { needs: 'launched', answer: setFilters },
  exceptionInfo: { needs: 'stopped', answer: exceptionInfo },
};
