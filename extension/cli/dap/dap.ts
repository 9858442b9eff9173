// SPDX-License-Identifier: Apache-2.0
/**
 * `bao-debug dap`: the debug adapter over standard input and output. The session is in this process and thread: between
 * two slices of a run the event loop turns and reads what came in, so that a worker would add a hop to every message and
 * the memory of a second isolate, and make nothing faster.
 */

import { BaoDebugSession } from '../../../debug-adapter/session';
import type { Environment } from '../environment';
import { FrameReader, frame } from './frame-reader';

/** Serves one session until it ends, the client is gone, or a signal comes. @returns the exit code */
export async function dap({ interruption, errors }: Environment): Promise<number> {
  const { stdin, stdout } = process;
  let code = 0;
  const session = new BaoDebugSession();
  session.onDidSendMessage((message) => stdout.write(frame(message)));
  const reader = new FrameReader({
    message: (content) => session.handleMessage(content),
    skipped: (reason) => session.complain(`The debug adapter skipped ${reason}.`),
    lost: (reason) => {
      code = 1;
      errors.line(`bao-debug: the conversation cannot go on: ${reason}`);
      void session.close();
    },
  });
  stdin.on('data', (bytes: Buffer) => reader.take(bytes));
  for (const ending of ['end', 'close', 'error']) {
    stdin.once(ending, () => void session.close());
  }
  // A signal, or nobody who reads the answers.
  void interruption.wait().then(() => session.close());
  await session.ended;
  stdin.destroy();
  return code;
}
