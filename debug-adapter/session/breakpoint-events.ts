// SPDX-License-Identifier: Apache-2.0
/** Breakpoints as clients show them, and what they say by themselves. */

import { Event, OutputEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { BreakpointListener, BreakpointState } from '../breakpoints';
import type { Client } from './client';
import type { Debuggee } from './debuggee';
import { placeOf } from './stack-frames';

/** Without an address: one breakpoint may stop in the address spaces of several processes. */
export function breakpointOf(debuggee: Debuggee, client: Client, state: BreakpointState): DebugProtocol.Breakpoint {
  const { id, verified, reason, place } = state;
  return {
    id,
    verified,
    ...(reason === undefined ? {} : { message: reason }),
    ...(place === undefined ? {} : placeOf(debuggee, client, place)),
  };
}

/** @param debuggee asked when a breakpoint speaks, which it cannot before the system is there */
export function breakpointListener(
  send: (event: DebugProtocol.Event) => void,
  client: Client,
  debuggee: () => Debuggee,
): BreakpointListener {
  return {
    changed: (state) =>
      send(new Event('breakpoint', { reason: 'changed', breakpoint: breakpointOf(debuggee(), client, state) })),
    log: (text, place) => {
      const event: DebugProtocol.OutputEvent = new OutputEvent(`${text}\n`, 'console');
      if (place !== undefined) {
        const { source, line } = placeOf(debuggee(), client, place);
        event.body.source = source;
        event.body.line = line;
      }
      send(event);
    },
  };
}
