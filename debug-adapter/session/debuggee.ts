// SPDX-License-Identifier: Apache-2.0
/** A launched system, with everything that answers questions about it. */

import type { BaoConfig } from '../../emulator';
import type { BaoAwareness } from '../awareness/bao';
import type { Threads } from '../awareness/threads';
import type { Breakpoints } from '../breakpoints';
import type { EventBreakpoints } from '../event-breakpoints';
import type { Programs } from '../programs';
import type { RunControl } from '../run-control';
import type { Stacks } from '../stack';
import type { Target } from '../target';
import type { ClientSources } from './client-sources';
import type { Consoles } from './consoles';
import type { Execution } from './execution';
import type { Following } from './following';
import type { FrameHandle } from './frame-handles';
import type { Handles } from './handles';
import type { SessionLog } from './log';
import type { MemoryReferences } from './memory-references';
import type { VariableContainer } from './variables';

export interface Debuggee {
  readonly target: Target;
  /** Undefined when nothing can be known of the hypervisor. */
  readonly bao: BaoAwareness | undefined;
  /** What the hypervisor was built with. */
  readonly config: BaoConfig;
  readonly programs: Programs;
  readonly consoles: Consoles;
  readonly sources: ClientSources;
  readonly stacks: Stacks;
  readonly threads: Threads;
  readonly breakpoints: Breakpoints;
  readonly eventBreakpoints: EventBreakpoints;
  readonly control: RunControl;
  readonly execution: Execution;
  readonly following: Following;
  readonly log: SessionLog;
  readonly references: MemoryReferences;
  /** Frames that the client was told of at this stop. */
  readonly frames: Handles<FrameHandle>;
  /** What the client can unfold at this stop. */
  readonly containers: Handles<VariableContainer>;
  /** Why symbols are missing, for people. */
  readonly problems: readonly string[];
  readonly stopOnEntry: boolean;
  /** Whether files have changed since they were loaded, so that a restart has to load them again. */
  isOutdated(): boolean;
  /** Gives back what the system holds; a run under way ends. */
  close(): Promise<void>;
}
