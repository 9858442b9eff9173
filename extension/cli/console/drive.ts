// SPDX-License-Identifier: Apache-2.0
/**
 * Runs a machine in slices: between them events are handed out, input is typed, and the process can be interrupted.
 *
 * A script or a pipe is typed one line at a time, each when the machine waits for input (or has been busy for long), so
 * that a run with the same input is the same run, however fast the pipe was. A person's line is typed at once.
 */

import { setImmediate } from 'node:timers/promises';
import type { Machine, MachineEvent } from '../../../emulator';
import type { TypedInput } from './typed-input';

/** Instructions between two looks at the outside world. */
const SLICE = 2_000_000n;
/** Instructions after which a line is typed even though the machine has not come to rest. */
const PATIENCE = 200_000_000n;
const EVENTS_AT_ONCE = 4096;

export type EndOfRun = 'idle' | 'budget' | 'interrupted' | 'out-of-memory';

export interface DriveOptions {
  readonly machine: Machine;
  readonly budget: bigint | undefined;
  readonly input: TypedInput;
  /** The virtual machine that is typed at; undefined for the first that waits for input. */
  readonly vm: number | undefined;
  /** The kinds of events that are wanted; undefined for all. */
  readonly kinds?: ReadonlySet<MachineEvent['kind']>;
  /** Takes events in order. */
  readonly onEvent: (event: MachineEvent) => void;
  /** Told once when a person can type, and at which virtual machine. */
  readonly onWaiting?: (vm: number) => void;
  /** Waits for slow readers. */
  readonly flushed: () => Promise<void>;
  /** Becomes true when the run is to end. */
  readonly interruption: Interruption;
}

/** Ctrl-C, or an output that nobody reads any more. */
export class Interruption {
  private wake: (() => void) | undefined;
  private interrupted = false;

  get happened(): boolean {
    return this.interrupted;
  }

  interrupt(): void {
    this.interrupted = true;
    this.wake?.();
  }

  wait(): Promise<void> {
    return this.interrupted
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.wake = resolve;
        });
  }
}

export async function drive(options: DriveOptions): Promise<EndOfRun> {
  return new Drive(options).run();
}

class Drive {
  private position = 0n;
  private lastTyped = 0n;
  private announced = false;
  private readonly start: bigint;

  constructor(private readonly options: DriveOptions) {
    this.start = options.machine.position.instructions;
  }

  async run(): Promise<EndOfRun> {
    const { machine, interruption } = this.options;
    for (;;) {
      const left = this.left();
      if (left <= 0n) {
        return 'budget';
      }
      const { reason } = machine.run({
        instructions: left < SLICE ? left : SLICE,
        shouldPause: () => interruption.happened,
      });
      await this.drain();
      if (interruption.happened) {
        return 'interrupted';
      }
      if (reason.kind === 'out-of-memory') {
        return 'out-of-memory';
      }
      if (reason.kind === 'finished') {
        if (!(await this.atRest(reason.needsInput))) {
          return interruption.happened ? 'interrupted' : 'idle';
        }
      } else {
        this.whileBusy();
        await setImmediate();
      }
    }
  }

  private left(): bigint {
    const { machine, budget } = this.options;
    return budget === undefined ? SLICE : budget - (machine.position.instructions - this.start);
  }

  private async drain(): Promise<void> {
    const { machine, kinds, onEvent, flushed } = this.options;
    for (;;) {
      const batch = machine.readEvents(this.position, EVENTS_AT_ONCE, kinds);
      this.position = batch.next;
      if (batch.dropped > 0n) {
        throw new Error(`${batch.dropped} events were lost before they could be read`);
      }
      for (const event of batch.events) {
        onEvent(event);
      }
      await flushed();
      if (batch.events.length < EVENTS_AT_ONCE) {
        return;
      }
    }
  }

  /** Every hart waits. True when something was typed that may wake one. */
  private async atRest(needsInput: readonly number[]): Promise<boolean> {
    const vm = this.options.vm ?? needsInput[0];
    const { input, interruption } = this.options;
    if (vm === undefined || !needsInput.includes(vm)) {
      return false;
    }
    if (input.interactive && !this.announced) {
      this.announced = true;
      this.options.onWaiting?.(vm);
    }
    for (;;) {
      if (interruption.happened || input.ended) {
        return false;
      }
      if (this.type(vm)) {
        return true;
      }
      await Promise.race([input.changed(), interruption.wait()]);
    }
  }

  private whileBusy(): void {
    const { machine, input, vm } = this.options;
    const patient = machine.position.instructions - this.lastTyped < PATIENCE;
    const target = vm ?? machine.vms.find((candidate) => candidate.hasConsole)?.vm;
    if (target !== undefined && (input.interactive || !patient)) {
      this.type(target);
    }
  }

  private type(vm: number): boolean {
    const { machine, input } = this.options;
    const bytes = input.take();
    if (bytes === undefined) {
      return false;
    }
    this.lastTyped = machine.position.instructions;
    const taken = machine.sendConsole(vm, bytes);
    if (taken < bytes.length) {
      input.giveBack(bytes.subarray(taken));
    }
    return taken > 0;
  }
}
