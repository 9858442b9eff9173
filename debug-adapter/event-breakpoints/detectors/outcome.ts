// SPDX-License-Identifier: Apache-2.0
import type { Outcome } from '../../protocol';

/** Whether a call ended as it was asked for. */
export function isOutcome(wanted: Outcome | undefined, failed: boolean): boolean {
  return wanted === undefined || wanted === 'any' || (wanted === 'failed') === failed;
}
