// SPDX-License-Identifier: Apache-2.0
/**
 * A debug session in a worker thread, for hosts that must stay responsive. Messages of the worker are messages of the
 * Debug Adapter Protocol, as objects, both ways. The worker ends by itself when the session does.
 */

import { type MessagePort, parentPort } from 'node:worker_threads';
import { BaoDebugSession } from './session';

function serve(port: MessagePort): void {
  const session = new BaoDebugSession();
  session.onDidSendMessage((message) => port.postMessage(message));
  port.on('message', (message: unknown) => session.handleMessage(message));
  void session.ended.then(() => port.close());
}

if (parentPort) {
  serve(parentPort);
}
