// SPDX-License-Identifier: Apache-2.0

import type { BootDiagnostics } from './boot-diagnostics';
import type { Context } from './context';
import type { GuestImage } from './guest-image';
import type { PageAllocator } from './page-allocator';
import type { Random } from './random';
import type { Remio } from './remio';
import type { SharedMemories } from './shared-memory';

/** What every step of the boot works with. */
export interface BootServices {
  readonly context: Context;
  readonly remio: Remio;
  readonly memories: SharedMemories;
  readonly images: ReadonlyMap<string, GuestImage>;
  readonly diagnostics: BootDiagnostics;
  readonly allocator: PageAllocator;
  /** Interrupts that some virtual machine already has. */
  readonly assignedInterrupts: Set<number>;
  /** Present when races are to be decided by a seed. */
  readonly random?: Random;
}
