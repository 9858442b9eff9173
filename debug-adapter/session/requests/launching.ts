// SPDX-License-Identifier: Apache-2.0
/** The life of a session: launch, restart, the end. */

import { InitializedEvent, OutputEvent, TerminatedEvent } from '@vscode/debugadapter';
import { SystemError } from '../../system';
import type { Arguments } from '../arguments';
import { diagnosticText } from '../diagnostics';
import { readLaunchArguments } from '../launch-arguments';
import { Progress } from '../progress';
import { RequestError } from '../request-error';
import type { SessionState } from '../session-state';
import { startSystem } from '../start-system';
import type { Afterwards, RequestFamily } from './handler';

const LAUNCH_PROGRESS = 'bao.launch';

async function launch(state: SessionState, args: Arguments, afterwards: Afterwards): Promise<undefined> {
  if (state.isLaunched) {
    throw new RequestError('A system is launched already; a session has one');
  }
  const launchArguments = readLaunchArguments(args.values);
  const report = state.client.reportsProgress ? state.send : () => {};
  const progress = new Progress(LAUNCH_PROGRESS, 'Bao system', report);
  try {
    const { client, send } = state;
    const debuggee = await startSystem(launchArguments, { client, send, progress, goOn: () => goOn(state) });
    state.debuggee = debuggee;
    for (const problem of debuggee.problems) {
      state.send(new OutputEvent(`${problem}\n`, 'important'));
    }
  } catch (error) {
    throw error instanceof RequestError ? error : new RequestError(messageOf(error), 'person');
  } finally {
    progress.end();
  }
  afterwards(() => state.send(new InitializedEvent()));
  return undefined;
}

/** A client may go away while compilers run for it. */
function goOn({ isOver }: SessionState): void {
  if (isOver) {
    throw new RequestError('The session has ended', 'client', 'cancelled');
  }
}

/** What is wrong, at its place where a file asks for what cannot be had. */
function messageOf(error: unknown): string {
  if (error instanceof SystemError && error.range !== undefined) {
    return diagnosticText({ range: error.range, severity: 'error', message: error.message });
  }
  return error instanceof Error ? error.message : String(error);
}

async function restart({ debuggee, send }: SessionState, _args: Arguments, afterwards: Afterwards): Promise<undefined> {
  const { execution, control, target, following, log, stopOnEntry } = debuggee;
  await execution.halt();
  following.clear();
  if (!target.capabilities.restart || debuggee.isOutdated()) {
    // What is on disk is not what runs; the client launches anew.
    const event = new TerminatedEvent(true);
    afterwards(() => send(event));
    return undefined;
  }
  await target.restart();
  await log.restarted();
  await control.restarted();
  afterwards(() => execution.resume(() => control.start(stopOnEntry ? 'stop' : 'go')));
  return undefined;
}

function finish(state: SessionState, _args: Arguments, afterwards: Afterwards): undefined {
  afterwards(() => {
    state.send(new TerminatedEvent());
    void state.end();
  });
  return undefined;
}

export const launchRequests: RequestFamily = {
  launch: { needs: 'initialized', answer: launch },
  attach: {
    needs: 'nothing',
    answer() {
      throw new RequestError('This debug adapter starts systems itself: use "request": "launch"', 'person');
    },
  },
  configurationDone: {
    needs: 'launched',
    answer({ debuggee: { execution, control, stopOnEntry } }, _args, afterwards) {
      if (execution.hasStarted) {
        throw new RequestError("'configurationDone' was already answered");
      }
      afterwards(() => execution.resume(() => control.start(stopOnEntry ? 'stop' : 'go')));
      return undefined;
    },
  },
  restart: { needs: 'started', answer: restart },
  terminate: { needs: 'nothing', overtakes: true, answer: finish },
  disconnect: { needs: 'nothing', overtakes: true, answer: finish },
};
