// SPDX-License-Identifier: Apache-2.0
import type { Diagnostic } from '../../diagnostics';
import type { Failure } from '../evaluate';
import type { Suggestion } from './suggest';

/** A finding of the binding checks: as people read it, and as dt-validate identifies it. */
export interface BindingFinding extends Diagnostic {
  /** Full path of the node that was checked; null where only a value's size is wrong. */
  readonly node: string | null;
  /** Names and indices from the node to the fault; empty when the fault is the node's as a whole. */
  readonly propertyPath: readonly (string | number)[];
  /** Id of the binding that was selected for the node. */
  readonly schema: string | null;
  /** The keyword that is not met, `false`, or `decode`. */
  readonly kind: string;
  /** The compatible string that selected the binding; null when it applies by a condition of its own, or there is none. */
  readonly selectedBy: string | null;
  /** Gone when the node's other faults are: people need not read it. */
  readonly isConsequence: boolean;
  /** Words that the binding does not know, with what was probably meant. */
  readonly suggestions: readonly Suggestion[];
  /** What the binding asks for; undefined for a value's size. */
  readonly failure: Failure | undefined;
}
