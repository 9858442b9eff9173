// SPDX-License-Identifier: Apache-2.0
/**
 * Runs, steps and pauses, as a person asks for them. All vCPUs run and stop together; a step belongs to one of them and
 * to the call it is in. Where a run is cut by breakpoints, steps and pauses changes nothing in what happens.
 */

import type { Breakpoints } from '../breakpoints';
import type { Programs } from '../programs';
import { isSleeping, type Stacks, type ThreadKey } from '../stack';
import type { Target } from '../target';
import { type EventWatch, NO_EVENTS } from './event-watch';
import { stepInstruction } from './instruction-step';
import { stepLine } from './line-step';
import type { Direction, StepMeans } from './means';
import type { Pursuit } from './pursuit';
import { Runner } from './runner';
import { stepSleeping } from './sleeping-step';
import { type Stopped, stoppedAt } from './stopped';

export type Granularity = 'statement' | 'line' | 'instruction';

export class RunControl {
  private readonly means: StepMeans;
  private readonly runner: Runner;
  private isRunning = false;

  constructor(
    private readonly target: Target,
    private readonly programs: Programs,
    private readonly stacks: Stacks,
    private readonly breakpoints: Breakpoints,
    private readonly events: EventWatch = NO_EVENTS,
  ) {
    this.runner = new Runner(target, programs, stacks, breakpoints, events);
    this.means = { target, stacks, runner: this.runner };
  }

  get running(): boolean {
    return this.isRunning;
  }

  /** Begins, before the first instruction of all. */
  start(mode: 'stop' | 'go'): Promise<Stopped> {
    const { vcpus } = this.target.partitions.find(({ started }) => started) ?? this.target.partitions[0]!;
    const hart = vcpus[0]?.hart ?? 0;
    this.runner.focus = hart;
    return mode === 'stop' ? this.alone(undefined, async () => stoppedAt(hart, 'entry')) : this.continue();
  }

  /** Until something stops it. */
  continue(): Promise<Stopped> {
    return this.alone(undefined, async () => {
      const arrival = await this.runner.advance({ kind: 'continue' });
      return arrival.kind === 'stopped' ? arrival.stopped : stoppedAt(arrival.hart, 'pause');
    });
  }

  /** Until something pursued is reached, or something else stops it. */
  pursue(pursuit: Pursuit): Promise<Stopped> {
    return this.alone(undefined, async () => {
      for (;;) {
        const reached = await pursuit.reached();
        if (reached !== undefined) {
          return stoppedAt(reached.hart, 'goal', { description: reached.description, text: reached.text });
        }
        const arrival = await this.runner.advanceTo(pursuit.points, pursuit);
        if (arrival.kind === 'stopped') {
          // A breakpoint of a person may stand at one of the points.
          const { hart } = arrival.stopped;
          await pursuit.arrived(hart, (await this.stacks.call(hart)).options.pc);
          return arrival.stopped;
        }
        if (arrival.at !== undefined) {
          await pursuit.arrived(arrival.hart, arrival.at);
        }
      }
    });
  }

  /**
   * One thread by a source line or an instruction; out: to where the caller of its function goes on. A sleeping one has
   * no next line before it runs again: see stepSleeping.
   */
  step(thread: ThreadKey, direction: Direction, granularity: Granularity): Promise<Stopped> {
    if (isSleeping(thread)) {
      return this.alone(undefined, () => stepSleeping(this.means, thread, direction, this.runner.focus));
    }
    const byInstruction = granularity === 'instruction' && direction !== 'out';
    return this.alone(thread, () =>
      byInstruction ? stepInstruction(this.means, thread, direction) : stepLine(this.means, thread, direction),
    );
  }

  /** Makes what is under way stop soon; nothing when everything stands still. */
  pause(): void {
    if (this.isRunning) {
      this.runner.pause();
    }
  }

  /** To be called when events to stop at have changed: a run under way goes on with those. */
  eventsChanged(): void {
    if (this.isRunning) {
      this.runner.askAgain();
    }
  }

  /** To be called when the target has been restarted. */
  async restarted(): Promise<void> {
    this.programs.forget();
    this.stacks.forget();
    await this.breakpoints.restarted();
    await this.events.restarted();
  }

  /** @param stepping the vCPU that steps, if one does @throws RangeError when something is under way */
  private async alone(stepping: number | undefined, run: () => Promise<Stopped>): Promise<Stopped> {
    if (this.isRunning) {
      throw new RangeError('the machine is running already');
    }
    this.isRunning = true;
    try {
      await this.runner.begin(stepping);
      const stopped = await run();
      this.runner.focus = stopped.hart;
      return stopped;
    } finally {
      await this.breakpoints.look();
      this.isRunning = false;
    }
  }
}
