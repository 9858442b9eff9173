// SPDX-License-Identifier: Apache-2.0

import { Event } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Client } from '../client';
import type { Debuggee } from '../debuggee';

/** A person has changed registers or memory: what was read before may be wrong now, also what the client shows. */
export function changed(debuggee: Debuggee, client: Client, send: (event: DebugProtocol.Event) => void): void {
  debuggee.stacks.forget();
  debuggee.threads.forget();
  debuggee.programs.forget();
  if (client.invalidatesViews) {
    send(new Event('invalidated', { areas: ['stacks', 'variables'] }));
  }
}
