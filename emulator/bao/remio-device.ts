// SPDX-License-Identifier: Apache-2.0
/** REMIO devices: one for each pair of backend and frontend. Source: Bao src/core/remio.c, struct remio_device. */

import type { RequestPool } from './request-pool';

/** One side of a device. */
export interface RemioEnd {
  vm: number;
  /** Index in the virtual machine's `remio_devs`. */
  index: number;
  /** Physical CPU that takes its messages, -1 until the virtual machine is up. */
  cpu: number;
  interrupt: number;
  ready: boolean;
  shmem: { base: bigint; size: bigint; shmemId: bigint };
}

export interface RemioDevice {
  readonly bindKey: bigint;
  ready: boolean;
  readonly backend: RemioEnd;
  readonly frontend: RemioEnd;
  /** Slots of the pending requests, oldest first. */
  readonly pending: number[];
}

/** What the state of all REMIO devices and requests is read from. */
export interface RemioState {
  readonly devices: readonly RemioDevice[];
  readonly pool: RequestPool;
}
