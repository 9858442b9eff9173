// SPDX-License-Identifier: Apache-2.0
/** The debug session in a worker, as an editor hosts it. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { projectRoot } from '../support/requirements';

describe('the debug worker', () => {
  it('speaks the protocol in objects, and ends with the session', async () => {
    const worker = new Worker(join(projectRoot, 'dist', 'debug-worker.js'));
    const heard: DebugProtocol.ProtocolMessage[] = [];
    worker.on('message', (message) => heard.push(message));
    const hears = async (fits: (message: DebugProtocol.ProtocolMessage) => boolean): Promise<void> => {
      while (!heard.some(fits)) {
        await once(worker, 'message');
      }
    };
    let sequence = 0;
    const request = async (command: string, args: object = {}): Promise<DebugProtocol.Response> => {
      const seq = ++sequence;
      worker.postMessage({ seq, type: 'request', command, arguments: args });
      const isAnswer = (message: DebugProtocol.ProtocolMessage): boolean =>
        message.type === 'response' && (message as DebugProtocol.Response).request_seq === seq;
      await hears(isAnswer);
      return heard.find(isAnswer) as DebugProtocol.Response;
    };
    const event = (name: string): Promise<void> =>
      hears((message) => message.type === 'event' && (message as DebugProtocol.Event).event === name);

    try {
      await request('initialize', { adapterID: 'bao', clientID: 'vscode' });
      assert.equal((await request('launch', { config: 'remio-console' })).success, true);
      await request('setFunctionBreakpoints', { breakpoints: [{ name: 'bao_dispatch_io' }] });
      await request('configurationDone');
      await event('stopped');
      const { body } = await request('stackTrace', { threadId: 1 });
      assert.equal(body.stackFrames[0].name, 'bao_dispatch_io');
      // A run is under way when the client goes.
      await request('setFunctionBreakpoints', { breakpoints: [] });
      await request('continue', { threadId: 1 });
      worker.postMessage({ seq: ++sequence, type: 'request', command: 'disconnect' });
      const [code] = await once(worker, 'exit');
      assert.equal(code, 0);
      assert.ok(heard.some((message) => (message as DebugProtocol.Event).event === 'terminated'));
    } finally {
      await worker.terminate();
    }
  });
});
