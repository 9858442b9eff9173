// SPDX-License-Identifier: Apache-2.0
/** Waits for what comes next of a device: a request of its frontend, or a notification of its backend. */

import type { CodeBreakpoint, EventMatch, RemioDevice, Target } from '../../target';
import type { KnownPrograms } from './driver-code';
import { followNotification } from './follow';
import type { Follower } from './follower';
import { NextRequest } from './next-request';

export class NextOfDevice {
  readonly request: NextRequest;
  readonly notification: Follower;

  constructor(target: Target, programs: KnownPrograms, device: RemioDevice) {
    this.request = new NextRequest(target, device.bindKey);
    this.notification = followNotification(target, programs, device);
  }

  get until(): readonly EventMatch[] {
    return [...this.request.until, ...this.notification.until];
  }

  get points(): readonly CodeBreakpoint[] {
    return this.notification.points;
  }

  async arrived(hart: number, pc: bigint): Promise<void> {
    await this.notification.arrived(hart, pc);
  }

  async reached(): Promise<{ readonly hart: number; readonly description: string } | undefined> {
    return (await this.request.reached()) ?? (await this.notification.reached());
  }
}
