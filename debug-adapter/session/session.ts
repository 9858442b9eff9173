// SPDX-License-Identifier: Apache-2.0
/**
 * One debug session: takes requests, finds who answers them, sends answers. What requests do is in `requests/`. They are
 * answered in the order they come in, one after the other, so that a `continue` finds the breakpoints that were set
 * before it; only what ends the session overtakes.
 */

import { DebugSession, OutputEvent, Response } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { Arguments, isObject, shown } from './arguments';
import { asRequestError, RequestError } from './request-error';
import { REQUESTS, type RequestHandler } from './requests';
import { SessionState } from './session-state';

/** Requests that wait for their turn; a client that sends more without reading answers is broken. */
const MAX_WAITING = 10_000;

export class BaoDebugSession extends DebugSession {
  private readonly state = new SessionState((event) => this.sendEvent(event));
  private turn: Promise<void> = Promise.resolve();
  private waiting = 0;

  /** Settles when the session is over and everything has been given back. */
  readonly ended: Promise<void> = this.state.ended;

  /** Anything may come in; what is no message of the protocol is said and forgotten. */
  override handleMessage(message: unknown): void {
    if (!isObject(message) || typeof message.type !== 'string') {
      this.complain(`This is not a message of the Debug Adapter Protocol: ${shown(message)}`);
    } else if (message.type === 'request') {
      this.dispatchRequest({
        seq: typeof message.seq === 'number' ? message.seq : 0,
        type: 'request',
        command: typeof message.command === 'string' ? message.command : shown(message.command),
        arguments: message.arguments,
      });
    }
    // Nothing is ever asked of the client, so that its responses answer nothing.
  }

  /** Shows a person what is wrong with the conversation itself. */
  complain(text: string): void {
    this.sendEvent(new OutputEvent(`${text}\n`, 'stderr'));
  }

  /** The client is gone: ends the session as `disconnect` does. */
  async close(): Promise<void> {
    await this.state.end();
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    const handler = REQUESTS.get(request.command);
    if (handler?.overtakes) {
      void this.answer(request, handler);
      return;
    }
    if (this.waiting >= MAX_WAITING) {
      this.sendError(request, new RequestError('Too many requests wait for their answer.'));
      return;
    }
    this.waiting++;
    this.turn = this.turn.then(async () => {
      this.waiting--;
      await this.answer(request, handler);
    });
  }

  private async answer(request: DebugProtocol.Request, handler: RequestHandler | undefined): Promise<void> {
    const actions: (() => void)[] = [];
    try {
      if (handler === undefined) {
        throw new RequestError(`'${request.command.slice(0, 60)}' is not a request that this debug adapter knows.`);
      }
      this.state.require(handler.needs, request.command);
      const body = await handler.answer(this.state, new Arguments(request.command, request.arguments), (action) =>
        actions.push(action),
      );
      const response: DebugProtocol.Response = new Response(request);
      if (body !== undefined) {
        response.body = body;
      }
      this.sendResponse(response);
      for (const action of actions) {
        action();
      }
    } catch (error) {
      this.sendError(request, error);
    }
  }

  private sendError(request: DebugProtocol.Request, error: unknown): void {
    const response: DebugProtocol.Response = new Response(request);
    const known = asRequestError(error);
    if (known === undefined) {
      this.complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    const { message, keyword, audience } =
      known ??
      new RequestError(`The debug adapter failed: ${error instanceof Error ? error.message : error}`, 'person');
    response.success = false;
    response.message = keyword ?? message;
    response.body = { error: { id: 1, format: message, showUser: audience === 'person' } };
    this.sendResponse(response);
  }
}
