// SPDX-License-Identifier: Apache-2.0
/** What a client can unfold: a scope, a value with parts, a register with fields. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Value, ValueFormat } from '../../values';
import type { FrameView } from './frame-view';

export interface VariablePage {
  /** Numbers among all variables of the container. */
  readonly start?: number | undefined;
  readonly count?: number | undefined;
  readonly format: ValueFormat;
}

/** One of a container's variables, as something that can be changed or watched. */
export interface Place {
  readonly view: FrameView;
  readonly value: Value;
  /** How it is shown where nobody asks for another way. */
  readonly format?: ValueFormat;
}

export interface VariableContainer {
  list(page: VariablePage): Promise<readonly DebugProtocol.Variable[]>;
  /** A variable by the name under which it is listed; undefined when there is none. Absent: none can be changed. */
  find?(name: string): Promise<Place | undefined>;
}
