// SPDX-License-Identifier: Apache-2.0
/** What a session knows between requests: how far it is, its client, and the system once one is launched. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ValueFormat } from '../values';
import type { Client } from './client';
import type { Debuggee } from './debuggee';
import { RequestError } from './request-error';

/** How far a session must be for a request to make sense: `started` is after configurationDone, `stopped` is launched
 *  and not running, `resumable` is both. */
export type Need = 'nothing' | 'initialized' | 'launched' | 'started' | 'stopped' | 'resumable';

export class SessionState {
  private settleEnd: () => void = () => {};
  private isEnding = false;
  private description: Client | undefined;
  private system: Debuggee | undefined;

  /** How the client wants numbers to be shown. */
  numberFormat: ValueFormat = {};

  /** Settles when the session is over and everything has been given back. */
  readonly ended: Promise<void>;

  constructor(private readonly post: (event: DebugProtocol.Event) => void) {
    this.ended = new Promise((resolve) => {
      this.settleEnd = resolve;
    });
  }

  /** Tells the client something, after what consoles have written before it. */
  readonly send = (event: DebugProtocol.Event): void => {
    this.system?.consoles.flush();
    this.post(event);
  };

  get isOver(): boolean {
    return this.isEnding;
  }

  get client(): Client {
    if (this.description === undefined) {
      throw new RequestError("'initialize' must be the first request");
    }
    return this.description;
  }

  set client(client: Client) {
    if (this.description !== undefined) {
      throw new RequestError("'initialize' was already answered");
    }
    this.description = client;
  }

  get isLaunched(): boolean {
    return this.system !== undefined;
  }

  /** @throws RequestError before a launch */
  get debuggee(): Debuggee {
    if (this.system === undefined) {
      throw new RequestError('Nothing is launched yet');
    }
    return this.system;
  }

  set debuggee(debuggee: Debuggee) {
    this.system = debuggee;
  }

  /** @throws RequestError when it is too early or too late for a request, or the machine runs */
  require(need: Need, command: string): void {
    if (this.isEnding) {
      throw new RequestError(`'${command}' comes too late: the session has ended`);
    }
    if (need === 'nothing') {
      return;
    }
    if (this.description === undefined) {
      throw new RequestError(`'${command}' comes too early: 'initialize' must be the first request`);
    }
    if (need === 'initialized') {
      return;
    }
    if (this.system === undefined) {
      throw new RequestError(`'${command}' comes too early: no system is launched`);
    }
    const { hasStarted, isRunning } = this.system.execution;
    if ((need === 'started' || need === 'resumable') && !hasStarted) {
      throw new RequestError(`'${command}' comes too early: 'configurationDone' starts the machine`);
    }
    if ((need === 'stopped' || need === 'resumable') && isRunning) {
      throw new RequestError(
        `'${command}' needs a stopped machine, and it is running: pause it first`,
        'client',
        'notStopped',
      );
    }
  }

  /** Gives back everything; safe to call more than once, and in the middle of a run. */
  async end(): Promise<void> {
    if (this.isEnding) {
      return this.ended;
    }
    this.isEnding = true;
    try {
      await this.system?.close();
    } catch {
      // The machine may be lost already, and there is nobody left to tell.
    }
    this.settleEnd();
  }
}
