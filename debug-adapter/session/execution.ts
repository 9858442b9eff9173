// SPDX-License-Identifier: Apache-2.0
/** Lets the machine run and tells the client when it has stopped. All vCPUs run and stop together. */

import { Event } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { type Threads, vcpuThreadId } from '../awareness/threads';
import type { RunControl, Stopped } from '../run-control';
import type { ThreadKey } from '../stack';

export class Execution {
  private current: Promise<void> | undefined;
  private isSilent = false;
  private lookedAt: ThreadKey = 0;
  private hart = 0;
  private started = false;

  /** @param onResume what was shown of the stop before is out of date @param onStop before a stop is announced */
  constructor(
    private readonly control: RunControl,
    private readonly threads: Threads,
    private readonly send: (event: DebugProtocol.Event) => void,
    private readonly onResume: () => void,
    private readonly onStop: (stopped: Stopped) => Promise<void>,
  ) {}

  /** It has run, or runs for the first time. */
  get hasStarted(): boolean {
    return this.started;
  }

  get isRunning(): boolean {
    return this.current !== undefined;
  }

  /** The thread that a person looks at: the one that stopped, until another is chosen. */
  get focus(): ThreadKey {
    return this.lookedAt;
  }

  set focus(thread: ThreadKey) {
    this.lookedAt = thread;
  }

  /** Runs until the next stop, and announces that. */
  resume(run: () => Promise<Stopped>): void {
    this.onResume();
    this.started = true;
    this.isSilent = false;
    this.current = this.follow(run);
  }

  pause(): void {
    this.control.pause();
  }

  /** Whatever comes is not announced any more: the session ends. */
  silence(): void {
    this.isSilent = true;
  }

  /** Stops without an announcement; returns when the machine stands still. */
  async halt(): Promise<void> {
    this.isSilent = true;
    this.control.pause();
    await this.current;
  }

  private async follow(run: () => Promise<Stopped>): Promise<void> {
    const stopped = await run().catch((error: unknown): Stopped => failure(this.hart, error));
    this.threads.forget();
    // What cannot be told of it any more must not keep the stop from being told.
    await this.onStop(stopped).catch(() => undefined);
    const thread = await this.threads.onVcpu(stopped.hart).catch(() => undefined);
    this.current = undefined;
    this.hart = stopped.hart;
    this.lookedAt = stopped.hart;
    if (!this.isSilent) {
      this.send(stoppedEvent(stopped, thread?.id ?? vcpuThreadId(stopped.hart)));
    }
  }
}

function failure(hart: number, error: unknown): Stopped {
  const text = error instanceof Error ? error.message : String(error);
  return { hart, reason: 'failed', description: 'The machine failed', hitBreakpointIds: [], text };
}

const REASONS: Readonly<Record<Stopped['reason'], string>> = {
  entry: 'entry',
  step: 'step',
  breakpoint: 'breakpoint',
  'function breakpoint': 'function breakpoint',
  'instruction breakpoint': 'instruction breakpoint',
  'data breakpoint': 'data breakpoint',
  event: 'exception',
  goal: 'goal',
  pause: 'pause',
  ended: 'idle',
  failed: 'exception',
};

function stoppedEvent({ reason, description, hitBreakpointIds, text }: Stopped, threadId: number): DebugProtocol.Event {
  return new Event('stopped', {
    reason: REASONS[reason],
    description: reason === 'ended' ? 'Nothing is left to run: every vCPU waits' : description,
    threadId,
    allThreadsStopped: true,
    ...(text === undefined ? {} : { text }),
    ...(hitBreakpointIds.length === 0 ? {} : { hitBreakpointIds }),
  });
}
