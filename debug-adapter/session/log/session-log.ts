// SPDX-License-Identifier: Apache-2.0
/** The log of one session: what of it is wanted, and what the client hears of it. */

import { Event } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { CallLog, CodePlaces, DEFAULT_CAPACITY, ENTRY_BYTES, IoctlWatch } from '../../awareness/log';
import type { Breakpoints } from '../../breakpoints';
import type { Programs } from '../../programs';
import { LOG_EVENT, type LogOptions, type LogState, type SetLogArguments } from '../../protocol';
import type { Target } from '../../target';
import { LogExports } from './export-log';

/** Milliseconds between two events. */
const PERIOD = 250;

export interface LoggedSystem {
  readonly target: Target;
  readonly programs: Programs;
  readonly breakpoints: Breakpoints;
  readonly send: (event: DebugProtocol.Event) => void;
}

export class SessionLog {
  readonly calls: CallLog;
  readonly exports: LogExports;
  private wanted: Required<SetLogArguments>;
  /** Ends the watch over ioctls. */
  private endWatch: (() => Promise<void>) | undefined;
  private ioctlProblem: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isHeard = false;

  private constructor(
    private readonly system: LoggedSystem,
    calls: CallLog,
    { capacity = DEFAULT_CAPACITY, sbiCalls = false, ioctls = true }: LogOptions,
  ) {
    this.calls = calls;
    this.exports = new LogExports(system, calls);
    this.wanted = { enabled: true, capacity, sbiCalls, ioctls };
    calls.onChange = () => this.changed();
  }

  /** Logs from now on, as far as that is wanted. */
  static async start(system: LoggedSystem, options: LogOptions): Promise<SessionLog> {
    const { target, programs } = system;
    const known = (await target.bao?.state()) ?? { devices: [], ipcs: [] };
    const log = new SessionLog(system, new CallLog(target, known, new CodePlaces(programs)), options);
    await log.apply();
    return log;
  }

  /** How it stands; who asks wants to hear of changes. */
  state(): LogState {
    this.isHeard = true;
    return this.describe();
  }

  /** What is absent stays. */
  async set(options: SetLogArguments): Promise<void> {
    this.wanted = { ...this.wanted, ...options };
    await this.apply();
    this.changed();
  }

  clear(): void {
    this.calls.clear();
    this.changed();
  }

  /** The machine begins anew, and so do its clocks. */
  async restarted(): Promise<void> {
    await this.unwatch();
    this.clear();
    await this.apply();
  }

  /** Nothing is told any more. */
  close(): void {
    this.isHeard = false;
    this.exports.cancelAll();
    this.calls.close();
    clearTimeout(this.timer);
  }

  private get isOn(): boolean {
    return this.wanted.enabled && this.wanted.capacity > 0;
  }

  private async apply(): Promise<void> {
    const { capacity, sbiCalls, ioctls } = this.wanted;
    this.calls.sbi = sbiCalls ? 'logged' : 'left out';
    if (capacity === 0) {
      this.calls.clear();
    } else {
      this.calls.capacity = capacity;
    }
    if (this.isOn) {
      this.calls.start();
    } else {
      this.calls.close();
    }
    await (this.isOn && ioctls ? this.watch() : this.unwatch());
  }

  private async watch(): Promise<void> {
    if (this.endWatch === undefined) {
      const { target, programs, breakpoints } = this.system;
      const watch = new IoctlWatch(target, programs, this.calls);
      this.ioctlProblem = watch.problem;
      this.endWatch = await breakpoints.observe(watch);
    }
  }

  private async unwatch(): Promise<void> {
    await this.endWatch?.();
    this.endWatch = undefined;
    this.ioctlProblem = undefined;
  }

  private describe(): LogState {
    const { target } = this.system;
    const { first, end, dropped, bytes } = this.calls;
    const events = this.isOn && target.events === undefined ? ['this machine does not tell of calls'] : [];
    return {
      ...this.wanted,
      problems: [...events, ...(this.ioctlProblem === undefined ? [] : [this.ioctlProblem])],
      ...{ first, end, dropped, bytes },
      fullBytes: this.wanted.capacity * ENTRY_BYTES,
      timebaseHz: target.timebaseHz,
      vms: target.partitions.map(({ vm, name }) => ({ vm, name })),
    };
  }

  private changed(): void {
    if (this.isHeard && this.timer === undefined) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.system.send(new Event(LOG_EVENT, this.describe()));
      }, PERIOD);
      // Nobody waits for it when all else is over.
      this.timer.unref();
    }
  }
}
