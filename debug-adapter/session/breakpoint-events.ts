// SPDX-License-Identifier: Apache-2.0
/** Breakpoints as clients show them, and what they say by themselves. */

import { Event, OutputEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { BreakpointListener, BreakpointState } from '../breakpoints';
import type { EventBreakpointState } from '../event-breakpoints';
import { EVENT_BREAKPOINT_EVENT, type EventBreakpointStatus } from '../protocol';
import type { ClientSources } from './client-sources';

/** Without an address: one breakpoint may stop in the address spaces of several processes. */
export function breakpointOf(sources: ClientSources, state: BreakpointState): DebugProtocol.Breakpoint {
  const { id, verified, reason, place } = state;
  return {
    id,
    verified,
    ...(reason === undefined ? {} : { message: reason }),
    ...(place === undefined ? {} : sources.place(place)),
  };
}

/** Tells the client what breakpoints say by themselves. */
export function breakpointListener(
  sources: ClientSources,
  send: (event: DebugProtocol.Event) => void,
): BreakpointListener {
  return {
    changed: (state) => send(new Event('breakpoint', { reason: 'changed', breakpoint: breakpointOf(sources, state) })),
    log: (text, place) => {
      const event: DebugProtocol.OutputEvent = new OutputEvent(`${text}\n`, 'console');
      Object.assign(event.body, place === undefined ? {} : sources.place(place));
      send(event);
    },
  };
}

export function eventBreakpointOf({ id, verified, reason }: EventBreakpointState): EventBreakpointStatus {
  return { id, verified, ...(reason === undefined ? {} : { message: reason }) };
}

/** Tells the client what event breakpoints say by themselves: in the protocol's words, for filters, and in its own. */
export function eventBreakpointListener(
  send: (event: DebugProtocol.Event) => void,
): (state: EventBreakpointState) => void {
  return (state) => {
    const breakpoint = eventBreakpointOf(state);
    send(new Event('breakpoint', { reason: 'changed', breakpoint }));
    send(new Event(EVENT_BREAKPOINT_EVENT, breakpoint));
  };
}
